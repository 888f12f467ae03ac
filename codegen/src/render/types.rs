//! Uses of types: what a field, an argument or a body is declared as.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::Documented;
use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string_tokens, tokens};
use super::places;
use super::uses::{self, Uses};
use crate::ir::{Api, Docs, Enum, Field, Kind, Module, Name, TupleItem, Type, TypeDef, TypeId, TypeKind};
use crate::source::Pointer;

/// The module that is being rendered: what names mean in it.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) module: Module,
    /// Which operations send and give each type, for the docs of definitions.
    pub(super) uses: &'a Uses<'a>,
}

impl<'a> Context<'a> {
    /// A module in which nothing is defined.
    pub(super) fn new(api: &'a Api, module: Module) -> Self {
        Self { api, module, uses: &uses::NONE }
    }

    /// The path of a named type. A type that is not there is any JSON value: `lower` has reported it.
    pub(super) fn path(&self, id: TypeId) -> TokenStream {
        let Some(def) = self.api.type_def(id) else { return quote!(rt::Value) };
        if def.is_in(self.module) { ident(&def.name.ident) } else { tokens(&def.path()) }
    }

    /// A type, null included.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        let kind = self.kind(&ty.kind);
        if ty.nullable { quote!(rt::Nullable<#kind>) } else { kind }
    }

    /// A type, leaving null aside.
    pub(super) fn kind(&self, kind: &Kind) -> TokenStream {
        let text = match kind {
            Kind::Bool => "bool",
            Kind::Integer(integer) => integer.name(),
            Kind::Number(float) => float.name(),
            Kind::String => "String",
            Kind::Secret => "rt::Secret",
            Kind::Decimal => "rt::Decimal",
            Kind::Format(format) => {
                let name = format.name();
                return tokens(&format!("{}::{name}", format.module().unwrap_or("rt")));
            }
            Kind::Base64 => "rt::Base64",
            Kind::Bytes => "rt::Bytes",
            Kind::Json(_) => "rt::Value",
            Kind::List(items) => {
                let items = self.ty(items);
                return quote!(Vec<#items>);
            }
            Kind::Map(values) => {
                let values = self.ty(values);
                return quote!(std::collections::BTreeMap<String, #values>);
            }
            Kind::Named(id) => return self.path(*id),
        };
        tokens(text)
    }

    /// The declared type of a field.
    pub(super) fn field(&self, field: &Field) -> TokenStream {
        self.member(&field.ty, field.boxed, field.required)
    }

    /// The declared type of an item of a tuple.
    pub(super) fn item(&self, item: &TupleItem) -> TokenStream {
        self.member(&item.ty, item.boxed, item.required)
    }

    fn member(&self, ty: &Type, boxed: bool, required: bool) -> TokenStream {
        let mut spelt = self.kind(&ty.kind);
        if boxed {
            spelt = quote!(Box<#spelt>);
        }
        if ty.nullable {
            spelt = quote!(rt::Nullable<#spelt>);
        }
        if required { spelt } else { quote!(Option<#spelt>) }
    }

    /// A type in docs: a link where there is something to link to.
    pub(super) fn link(&self, ty: &Type) -> String {
        let text = text(&self.ty(ty));
        let is_linked = !ty.nullable && self.definition(&ty.kind).is_some();
        // Readers know the runtime by the name under which the client exports it.
        if is_linked { format!("[`{text}`]") } else { format!("`{}`", text.replace("rt::", "runtime::")) }
    }

    /// The definition of a type that is a name.
    pub(super) fn definition(&self, kind: &Kind) -> Option<&'a TypeDef> {
        self.api.definition(kind)
    }

    /// The enumeration that a type is.
    pub(super) fn enumeration(&self, kind: &Kind) -> Option<&'a Enum> {
        match &self.definition(kind)?.kind {
            TypeKind::Enum(definition) => Some(definition),
            TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
        }
    }

    /// Whether the variant of an enum holds a type in a box.
    pub(super) fn is_boxed(&self, kind: &Kind) -> bool {
        self.definition(kind).is_some_and(TypeDef::is_boxed_in_variants)
    }

    /// Whether a type is a struct in Rust: an object or a tuple.
    pub(super) fn is_struct(&self, kind: &Kind) -> bool {
        self.definition(kind).is_some_and(|def| def.is_struct())
    }
}

/// A type as text, spaced as rustfmt would.
pub(super) fn text(ty: &TokenStream) -> String {
    let mut out = String::new();
    for token in ty.clone() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => out.push_str(", "),
            other => out.push_str(&other.to_string()),
        }
    }
    out
}

/// A kind without parts, by the last segment of its path.
pub(crate) fn short(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::Integer(integer) => integer.name(),
        Kind::Number(float) => float.name(),
        Kind::String => "String",
        Kind::Secret => "Secret",
        Kind::Decimal => "Decimal",
        Kind::Format(format) => format.name(),
        Kind::Base64 => "Base64",
        Kind::Bytes => "Bytes",
        Kind::List(_) => "Vec",
        Kind::Map(_) => "BTreeMap",
        Kind::Named(_) | Kind::Json(_) => "Value",
    }
}

/// The docs of a type on its definition, which gets the attributes that its name asks for.
pub(super) fn documented(context: &Context<'_>, def: &TypeDef, definition: TokenStream) -> Documented {
    // A type without a name of its own has the place in the document where it stands, which nobody searches for.
    let is_named = !def.name.wire.starts_with('/');
    let uses = context.uses.of(context, def);
    let docs = if def.docs == Docs::default() && !is_named && !uses.is_empty() {
        Comment::of(&uses)
    } else {
        let place = if is_named { None } else { places::sentence(context, &Pointer::parse(&def.name.wire)) };
        let mut docs = Comment::new(&def.docs, &place.unwrap_or_else(|| format!("The type {}.", code(&def.name.wire))));
        docs.paragraph(&uses);
        docs
    };
    let alias = Some(&def.name).filter(|_| is_named).and_then(alias);
    let deprecated = def.deprecated.then(|| quote!(#[deprecated]));
    docs.on(quote!(#alias #deprecated #definition))
}

/// The alias of a field or a setter. Rustdoc's search needs none where only case and underscores differ.
pub(super) fn member_alias(name: &Name) -> Option<TokenStream> {
    let folded = |text: &str| text.to_lowercase().replace('_', "");
    (folded(&name.wire) != folded(name.ident.trim_start_matches("r#"))).then(|| alias(name)).flatten()
}

/// Makes rustdoc's search find an item by the document's name for it, where rustdoc allows that.
pub(super) fn alias(name: &Name) -> Option<TokenStream> {
    let is_legal = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '\\');
    let is_new = name.wire != name.ident.trim_start_matches("r#");
    (is_new && !name.wire.is_empty() && name.wire.chars().all(is_legal)).then(|| {
        let wire = string_tokens(&name.wire);
        quote!(#[doc(alias = #wire)])
    })
}
