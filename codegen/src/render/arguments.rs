//! Arguments of constructors: declared so that a caller writes no conversion.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::Context;
use crate::ir::{Kind, Type};

/// More arguments than this, and clippy asks for another design.
const MANY: usize = 7;

/// Names that clippy takes for placeholders.
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];

/// Methods that clippy takes for an operator's, where they take one argument.
const OPERATORS: [&str; 10] = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];

/// The exceptions from lints that a function needs: how many arguments there are, and what they are called, is the
/// document's decision.
pub(super) fn lint_exceptions(function: &str, arguments: &[&str]) -> Option<TokenStream> {
    let exceptions = [
        (arguments.len() > MANY, quote!(clippy::too_many_arguments)),
        (arguments.iter().any(|name| PLACEHOLDERS.contains(name)), quote!(clippy::disallowed_names)),
        (OPERATORS.contains(&function), quote!(clippy::should_implement_trait)),
    ];
    let needed: Vec<_> = exceptions.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, lint)| lint).collect();
    (!needed.is_empty()).then(|| quote!(#[allow(#(#needed),*)]))
}

/// How an argument is turned into a value.
enum Conversion {
    /// It is the value.
    None,
    /// `into()`.
    Into,
    /// An iterator, each item of which is the value.
    Items,
    /// An iterator, each item of which has `into()`.
    ItemsInto,
}

/// The declared type of a constructor's argument.
pub(super) fn constructor(context: &Context<'_>, ty: &Type) -> TokenStream {
    let inner = context.ty(ty);
    match conversion(context, ty) {
        Conversion::None => inner,
        Conversion::Into => quote!(impl Into<#inner>),
        Conversion::Items | Conversion::ItemsInto => items(context, ty),
    }
}

fn items(context: &Context<'_>, list: &Type) -> TokenStream {
    let Kind::List(ty) = &list.kind else { return context.ty(list) };
    let inner = context.ty(ty);
    match conversion(context, ty) {
        Conversion::Into => quote!(impl IntoIterator<Item = impl Into<#inner>>),
        Conversion::None | Conversion::Items | Conversion::ItemsInto => quote!(impl IntoIterator<Item = #inner>),
    }
}

/// The expression that makes the value from the argument.
pub(super) fn into_value(context: &Context<'_>, ty: &Type, name: &TokenStream, boxed: bool) -> TokenStream {
    let value = match conversion(context, ty) {
        Conversion::None => name.clone(),
        Conversion::Into => quote!(#name.into()),
        Conversion::Items => quote!(#name.into_iter().collect()),
        Conversion::ItemsInto => quote!(#name.into_iter().map(Into::into).collect()),
    };
    if boxed { quote!(Box::new(#value)) } else { value }
}

fn conversion(context: &Context<'_>, ty: &Type) -> Conversion {
    if ty.nullable {
        return Conversion::Into;
    }
    match &ty.kind {
        Kind::Decimal | Kind::String | Kind::Secret | Kind::Base64 | Kind::Bytes | Kind::Json(_) => Conversion::Into,
        Kind::Named(_) if context.is_struct(&ty.kind) => Conversion::None,
        Kind::Named(_) => Conversion::Into,
        Kind::List(items) => match conversion(context, items) {
            Conversion::Into => Conversion::ItemsInto,
            Conversion::None | Conversion::Items | Conversion::ItemsInto => Conversion::Items,
        },
        Kind::Bool | Kind::Integer(_) | Kind::Number(_) | Kind::Format(_) | Kind::Map(_) => Conversion::None,
    }
}
