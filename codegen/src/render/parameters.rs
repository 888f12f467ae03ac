//! Parameters: the arguments and setters that take them, and the steps that write them.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::lint_exceptions;
use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string_tokens, tokens};
use super::types::{Context, member_alias};
use super::{Documented, notes, validation};
use crate::ir::{Api, EnumRepr, Kind, Module, Parameter, ParameterLocation, ParameterStyle};

/// What a parameter's value is, as far as writing it matters.
enum Shape {
    /// One text.
    Scalar,
    /// A list of texts.
    List,
    /// Anything else.
    Value,
}

/// An argument of a method or setter: `environment: &str`.
pub(super) fn argument(context: &Context<'_>, parameter: &Parameter, name: &TokenStream) -> TokenStream {
    let ty = match shape(context, &parameter.ty.kind) {
        Shape::Scalar => scalar(context, &parameter.ty.kind),
        Shape::List => items(context, &parameter.ty.kind),
        Shape::Value => {
            let ty = context.kind(&parameter.ty.kind);
            quote!(&#ty)
        }
    };
    quote!(#name: #ty)
}

/// The setter of an optional parameter.
pub(super) fn setter(context: &Context<'_>, parameter: &Parameter) -> Documented {
    let mut comment = Comment::new(&parameter.docs, &format!("The parameter {}.", code(&parameter.name.wire)));
    comment.note(&notes::parameter(parameter));
    let alias = member_alias(&parameter.name);
    let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&parameter.name.ident);
    let value = match shape(context, &parameter.ty.kind) {
        Shape::Scalar | Shape::Value => quote!(value),
        Shape::List => quote!(values),
    };
    let argument = argument(context, parameter, &value);
    let step = step(context, parameter, &value);
    let exceptions = lint_exceptions(&parameter.name.ident, &[]);
    comment.on(quote! {
        #alias
        #deprecated
        #exceptions
        pub fn #name(self, #argument) -> Self {
            self #step
        }
    })
}

/// What the docs of a method say about a parameter. All of it, where it is an argument: a setter has docs of its own.
pub(super) fn about(parameter: &Parameter) -> Comment {
    let mut comment = if parameter.required { Comment::new(&parameter.docs, "") } else { Comment::brief(&parameter.docs, "") };
    comment.note(&notes::parameter(parameter));
    comment.about(&code(parameter.name.ident.trim_start_matches("r#")))
}

/// The step that writes a value: `.query("environment", environment)`.
pub(super) fn step(context: &Context<'_>, parameter: &Parameter, value: &TokenStream) -> TokenStream {
    let wire = string_tokens(&parameter.name.wire);
    let kind = &parameter.ty.kind;
    let shape = shape(context, kind);
    let is_checked = validation::is_checked(context, &parameter.ty);
    let rules = tokens(&format!("&rt::__rules!({})", validation::rules(&parameter.ty)));
    if let (Shape::List, true) = (&shape, is_checked) {
        let (how, value) = (how(parameter), collected(context, kind, value));
        return quote!(.constrained(&#how, #value, #rules));
    }
    let check = is_checked.then(|| quote!(.checked(#wire, &#value, #rules)));
    let step = unchecked(context, parameter, value);
    quote!(#check #step)
}

/// The same without checks.
fn unchecked(context: &Context<'_>, parameter: &Parameter, value: &TokenStream) -> TokenStream {
    use ParameterLocation::{Header, Path, Query};
    use ParameterStyle::{Form, Simple};
    let wire = string_tokens(&parameter.name.wire);
    let kind = &parameter.ty.kind;
    let reference = if is_reference(kind) { quote!(#value) } else { quote!(&#value) };
    let shape = shape(context, kind);
    match (&shape, parameter.location, parameter.style, parameter.explode, parameter.allow_reserved) {
        (Shape::Scalar, Path, Simple, ..) => quote!(.path(#wire, #reference)),
        (Shape::Scalar, Query, Form, _, false) => quote!(.query(#wire, #reference)),
        (Shape::Scalar, Header, Simple, ..) => quote!(.header(#wire, #reference)),
        (Shape::List, Query, Form, true, false) => {
            let texts = texts(context, kind, value);
            quote!(.query_list(#wire, #texts))
        }
        _ => {
            let how = how(parameter);
            let value = match shape {
                Shape::Scalar => reference,
                Shape::List => collected(context, kind, value),
                Shape::Value => value.clone(),
            };
            quote!(.parameter(&#how, #value))
        }
    }
}

/// The description of a parameter that is not written in the usual way.
fn how(parameter: &Parameter) -> TokenStream {
    let wire = string_tokens(&parameter.name.wire);
    let location = ident(match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    });
    let style = ident(style_name(parameter.style));
    let explode = parameter.explode;
    let usual = match parameter.location {
        ParameterLocation::Path | ParameterLocation::Header => (ParameterStyle::Simple, false),
        ParameterLocation::Query | ParameterLocation::Cookie => (ParameterStyle::Form, true),
    };
    let style = ((parameter.style, explode) != usual).then(|| quote!(.style(rt::Style::#style, #explode)));
    let reserved = parameter.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(rt::Parameter::#location(#wire) #style #reserved)
}

/// A style as the runtime calls it.
pub(super) fn style_name(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Simple => "Simple",
        ParameterStyle::Label => "Label",
        ParameterStyle::Matrix => "Matrix",
        ParameterStyle::Form => "Form",
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        ParameterStyle::Json => "Json",
    }
}

/// What the items of a list argument are declared as, and whether a caller may give what converts into them.
fn items(context: &Context<'_>, kind: &Kind) -> TokenStream {
    let Kind::List(items) = kind else { return context.kind(kind) };
    let item = context.kind(&items.kind);
    let item = if is_converted(context, &items.kind) { quote!(impl Into<#item>) } else { item };
    quote!(impl IntoIterator<Item = #item>)
}

fn is_converted(context: &Context<'_>, kind: &Kind) -> bool {
    matches!(kind, Kind::String) || context.enumeration(kind).is_some()
}

/// The items as what the runtime takes: anything that is a string or converts into one.
fn texts(context: &Context<'_>, kind: &Kind, values: &TokenStream) -> TokenStream {
    let Kind::List(items) = kind else { return values.clone() };
    match &items.kind {
        Kind::String => values.clone(),
        kind => match context.enumeration(kind).map(|definition| definition.repr) {
            Some(EnumRepr::String) => {
                let ty = context.kind(kind);
                quote!(#values.into_iter().map(Into::<#ty>::into))
            }
            Some(EnumRepr::Integer | EnumRepr::Json) => {
                let ty = context.kind(kind);
                quote!(#values.into_iter().map(|value| Into::<#ty>::into(value).to_string()))
            }
            None => quote!(#values.into_iter().map(|value| rt::ToParam::to_param(&value).into_owned())),
        },
    }
}

/// The items as a list.
fn collected(context: &Context<'_>, kind: &Kind, values: &TokenStream) -> TokenStream {
    let Kind::List(items) = kind else { return values.clone() };
    let ty = context.kind(&items.kind);
    if is_converted(context, &items.kind) {
        quote!(&#values.into_iter().map(Into::into).collect::<Vec<#ty>>())
    } else {
        quote!(&#values.into_iter().collect::<Vec<#ty>>())
    }
}

fn scalar(context: &Context<'_>, kind: &Kind) -> TokenStream {
    let ty = context.kind(kind);
    if matches!(kind, Kind::String) {
        quote!(&str)
    } else if is_reference(kind) {
        quote!(&#ty)
    } else {
        ty
    }
}

/// Whether the argument is a reference already.
fn is_reference(kind: &Kind) -> bool {
    matches!(kind, Kind::String | Kind::Secret | Kind::Base64)
}

/// Whether a parameter of this kind is written as one text.
pub(crate) fn is_scalar(api: &Api, kind: &Kind) -> bool {
    matches!(shape(&Context::new(api, Module::Shared), kind), Shape::Scalar)
}

fn shape(context: &Context<'_>, kind: &Kind) -> Shape {
    if kind.is_primitive() || context.enumeration(kind).is_some() {
        return Shape::Scalar;
    }
    match kind {
        Kind::List(items) if matches!(shape(context, &items.kind), Shape::Scalar) => Shape::List,
        _ => Shape::Value,
    }
}
