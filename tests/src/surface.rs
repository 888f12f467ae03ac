//! The public surface of a generated module, one line an item.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, ItemImpl, ItemStruct, Pat, ReturnType, Signature, Type, Visibility};

/// The public items of a file: structs with their fields, enums with their variants, functions with their signatures.
/// A call is written with what it gives and what it sends: `create(body: NewPet) -> Pet  // POST /pets`.
pub fn lines(source: &str) -> Vec<String> {
    let operations = operations(source);
    let file = syn::parse_file(source).unwrap();
    let mut lines = Vec::new();
    for item in &file.items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => lines.push(structure(item)),
            Item::Enum(item) if is_public(&item.vis) => {
                let variants: Vec<String> =
                    item.variants.iter().map(|it| format!("{}{}", it.ident, fields(&it.fields))).collect();
                lines.push(format!("enum {} {{ {} }}", item.ident, variants.join(", ")));
            }
            Item::Impl(item) if item.trait_.is_none() => methods(item, &operations, &mut lines),
            Item::Mod(item) if is_public(&item.vis) => lines.push(format!("mod {}", item.ident)),
            Item::Use(item) if is_public(&item.vis) => lines.push(format!("use {}", text(&item.tree))),
            _ => {}
        }
    }
    lines
}

/// Where a public field, or the signature of a public function, has a JSON value of no particular type.
pub fn untyped(source: &str) -> Vec<String> {
    let has_value = |line: &String| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "Value");
    let lines = lines(source).into_iter().filter(|line| !line.starts_with("use "));
    lines.map(|line| line.replace("Unknown(rt::Value)", "Unknown")).filter(has_value).collect()
}

/// The operations of a file's table: by marker, what a call gives and what it sends.
fn operations(source: &str) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    let mut current: Option<(&str, String)> = None;
    for line in source.lines().map(str::trim) {
        if let Some((marker, rest)) = line.strip_suffix(" {").and_then(|line| line.split_once(" = ")) {
            current = Some((marker, rest.replace('"', "")));
        } else if let (Some(output), Some((marker, sent))) =
            (line.strip_prefix("output: "), current.take_if(|_| line.starts_with("output")))
        {
            found.insert(marker.to_owned(), (output.trim_end_matches(',').to_owned(), sent));
        }
    }
    found
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn structure(item: &ItemStruct) -> String {
    let public = item.fields.iter().filter(|field| is_public(&field.vis));
    let fields: Vec<String> = public
        .map(|field| match &field.ident {
            Some(name) => format!("{name}: {}", text(&field.ty)),
            None => text(&field.ty),
        })
        .filter(|field| field != "unknown: rt::UnknownMembers")
        .collect();
    let fields = if fields.is_empty() { String::new() } else { format!(" {{ {} }}", fields.join(", ")) };
    format!("struct {}{fields}", item.ident)
}

fn fields(fields: &Fields) -> String {
    let types: Vec<String> = fields.iter().map(|field| text(&field.ty)).collect();
    if types.is_empty() { String::new() } else { format!("({})", types.join(", ")) }
}

fn methods(item: &ItemImpl, operations: &BTreeMap<String, (String, String)>, lines: &mut Vec<String>) {
    let owner = text(&item.self_ty).replace("<M>", "").replace(", M>", ">");
    for member in &item.items {
        match member {
            ImplItem::Fn(method) if is_public(&method.vis) => {
                lines.push(format!("{owner}::{}", signature(&method.sig, operations)));
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => {
                lines.push(format!("{owner}::{} = {}", constant.ident, text(&constant.expr)));
            }
            _ => {}
        }
    }
}

fn signature(signature: &Signature, operations: &BTreeMap<String, (String, String)>) -> String {
    let arguments: Vec<String> = signature.inputs.iter().filter_map(argument).collect();
    let call = format!("{}({})", signature.ident, arguments.join(", "));
    match &signature.output {
        ReturnType::Type(_, ty) => match marker(ty).and_then(|marker| operations.get(&marker)) {
            Some((output, sent)) if output == "()" => format!("{call}  // {sent}"),
            Some((output, sent)) => format!("{call} -> {output}  // {sent}"),
            None => format!("{call} -> {}", text(ty)),
        },
        ReturnType::Default => call,
    }
}

fn argument(argument: &FnArg) -> Option<String> {
    match argument {
        FnArg::Receiver(_) => None,
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some(format!("{}: {}", name.ident, text(&typed.ty))),
            other => Some(format!("{}: {}", text(other), text(&typed.ty))),
        },
    }
}

/// The `Create` of `Request<Create, M>`.
fn marker(ty: &Type) -> Option<String> {
    let text = text(ty);
    Some(text.strip_prefix("Request<")?.strip_suffix(", M>")?.to_owned())
}

/// Tokens as rustfmt would write them on one line.
fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let tight = [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("< ", "<"),
        (" ,", ","),
        ("& ", "&"),
        (" ;", ";"),
        (" (", "("),
        ("' ", "'"),
        (",>", ">"),
    ];
    tight.iter().fold(text, |text, (from, to)| text.replace(from, to))
}
