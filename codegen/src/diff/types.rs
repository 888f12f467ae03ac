//! Types that belong together: what they are, and their values and variants. Members are in `fields`.

use super::effects::{Reach, Wire};
use super::pairs::{Pairs, counterpart, variants};
use super::{Finding, Findings, Verdict, fields, places, tuples};
use crate::explain::kind_word;
use crate::ir::{Enum, PatternMembers, Struct, TypeDef, TypeId, TypeKind, Union, Variant};
use crate::render::surface::{self, ItemPath};

/// A member name that stands for all items of an owner.
pub(super) const ALL: &str = "*";

/// Two types that stand in the same place, and who is reached by their changes.
pub(super) struct Both<'a> {
    pub(super) pairs: &'a Pairs<'a>,
    pub(super) old: &'a TypeDef,
    pub(super) new: &'a TypeDef,
    pub(super) reach: &'a Reach,
    /// What the items of the old one belong to, as the new side calls it, and what those of the new one belong to.
    pub(super) owners: [String; 2],
}

/// Compares all types that belong together.
pub(super) fn compare(pairs: &Pairs<'_>, findings: &mut Findings) {
    for ((old_id, new_id), reach) in &pairs.types {
        let (Some(old), Some(new)) = (pairs.old.type_def(*old_id), pairs.new.type_def(*new_id)) else { continue };
        let path = surface::path(pairs.old, *old_id);
        let owners = [pairs.owner(&path), surface::path(pairs.new, *new_id)];
        let both = Both { pairs, old, new, reach, owners };
        both.name(&path, findings);
        both.kind(*old_id, *new_id, findings);
    }
}

impl Both<'_> {
    /// The place of the type, in words.
    fn subject(&self) -> String {
        places::subject(&self.new.pointer)
    }

    /// The items of a member on both sides.
    pub(super) fn items(&self, members: &[&str]) -> Vec<ItemPath> {
        self.owners.iter().flat_map(|owner| members.iter().map(move |member| ItemPath::new(owner, member))).collect()
    }

    pub(super) fn finding(&self, code: &'static str, title: impl Into<String>, wire: Wire) -> Finding {
        let finding = Finding::new(code, self.subject(), title).reaching(self.reach, wire);
        finding.at(Some(&self.old.pointer), Some(&self.new.pointer))
    }

    fn name(&self, path: &str, findings: &mut Findings) {
        if let Some(name) = self.pairs.renamed.get(path) {
            let why = format!("`{path}` is called `{name}`");
            let finding = self.finding("type-renamed", why.clone(), Wire::harmless("names are not on the wire"));
            let mut finding = finding.breaking_source(why).advice(format!("use `{name}`"));
            finding.items.push(format!("{path} → {name}"));
            findings.push(Finding { wire: Verdict::default(), ..finding });
        }
        if self.new.deprecated && !self.old.deprecated {
            findings.push(self.finding("deprecated", "is deprecated now", Wire::harmless("it still works")));
        }
        findings.documentation(self.old.docs != self.new.docs, &self.new.pointer);
    }

    fn kind(&self, old_id: TypeId, new_id: TypeId, findings: &mut Findings) {
        match (&self.old.kind, &self.new.kind) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                fields::compare(self, old, new, findings);
                self.undeclared(old, new, findings);
            }
            (TypeKind::Enum(old), TypeKind::Enum(new)) => self.values(old, new, findings),
            (TypeKind::Union(old), TypeKind::Union(new)) => self.union(old, new, findings),
            (TypeKind::Tuple(old), TypeKind::Tuple(new)) => tuples::compare(self, old, new, findings),
            (TypeKind::Newtype(old), TypeKind::Newtype(new)) => {
                for change in super::kinds::compare(self.pairs, old, new) {
                    let finding = self.finding("type-changed", change.title.clone(), change.wire);
                    findings.push(finding.touching(self.items(&["0"])));
                }
            }
            (old, new) => {
                let title = format!("is of the kind {} instead of {}", kind_word(new), kind_word(old));
                let why = "it is another kind of value";
                let wire = Wire { sent: Verdict::breaking(why), received: Verdict::breaking(why) };
                let mut finding = self.finding("type-changed", title, wire).touching(self.items(&[ALL]));
                finding.lost.insert(old_id);
                finding.gained.insert(new_id);
                findings.push(finding.advice("write anew what uses this type"));
            }
        }
    }

    /// What the document says of members that it does not declare.
    fn undeclared(&self, old: &Struct, new: &Struct, findings: &mut Findings) {
        if old.closed != new.closed {
            let title = if new.closed { "declares that it has no other members" } else { "may have undeclared members now" };
            let finding =
                self.finding("undeclared-members", title, Wire::harmless("clients keep undeclared members in any case"));
            findings.push(finding);
        }
        let patterns = |object: &Struct, api| {
            let spelt = |one: &PatternMembers| (one.pattern.clone(), one.ident.clone(), surface::type_text(api, &one.ty));
            object.patterns.iter().map(spelt).collect::<Vec<_>>()
        };
        let before = patterns(old, self.pairs.old).into_iter().map(|(one, ident, ty)| (one, ident, self.pairs.translate(&ty)));
        let (before, after) = (before.collect::<Vec<_>>(), patterns(new, self.pairs.new));
        if before != after {
            let why = "the members whose names match a pattern are other values";
            let wire = Wire { sent: Verdict::breaking(why), received: Verdict::breaking(why) };
            let idents: Vec<&str> = before.iter().chain(&after).map(|(_, ident, _)| ident.as_str()).chain(["unknown"]).collect();
            let finding = self.finding("undeclared-members", "describes its members by other patterns, or as other types", wire);
            findings.push(finding.touching(self.items(&idents)));
        }
        let ty = |object: &Struct, api| object.additional.as_ref().map(|one| surface::type_text(api, &one.ty));
        let (before, after) = (ty(old, self.pairs.old).map(|text| self.pairs.translate(&text)), ty(new, self.pairs.new));
        if before != after {
            let words = |ty: Option<String>| ty.map_or_else(|| "kept as they are".to_owned(), |ty| format!("`{ty}`"));
            let title = format!("its undeclared members are {} instead of {}", words(after), words(before));
            let why = "undeclared members are other values";
            let wire = Wire { sent: Verdict::breaking(why), received: Verdict::breaking(why) };
            let idents = [old, new].map(|object| object.additional.as_ref().map_or("unknown", |one| one.ident.as_str()));
            findings.push(self.finding("undeclared-members", title, wire).touching(self.items(&idents)));
        }
    }

    fn values(&self, old: &Enum, new: &Enum, findings: &mut Findings) {
        for value in new.values.iter().filter(|value| old.values.iter().all(|other| other.name.wire != value.name.wire)) {
            let wire = Wire {
                sent: Verdict::compatible("one more value can be sent"),
                received: Verdict::compatible("old programs keep it in the variant for unknown values"),
            };
            let finding = self.finding("enum-value-added", format!("has a new value `{}`", value.name.wire), wire);
            let finding = finding.touching(self.items(&[&value.name.ident]));
            let why = format!("it comes as `{}`, no longer as an unknown value", value.name.ident);
            let advice = format!("handle `{}::{}` where you match", self.new.name.ident, value.name.ident);
            findings.push(finding.changing_behaviour(why).advice(advice));
        }
        for value in &old.values {
            let Some(same) = new.values.iter().find(|other| other.name.wire == value.name.wire) else {
                let wire = Wire {
                    sent: Verdict::breaking("the server does not take it any more"),
                    received: Verdict::compatible("it does not come any more"),
                };
                let finding = self.finding("enum-value-removed", format!("the value `{}` is gone", value.name.wire), wire);
                let advice = format!("do not use `{}::{}`", self.old.name.ident, value.name.ident);
                findings.push(finding.touching(self.items(&[&value.name.ident])).advice(advice));
                continue;
            };
            self.renamed(&value.name, &same.name, findings);
            findings.documentation(value.docs != same.docs, &self.new.pointer.child(&value.name.wire));
        }
        if old.repr != new.repr {
            let wire = Wire { sent: Verdict::breaking("other JSON"), received: Verdict::breaking("other JSON") };
            let finding = self.finding("type-changed", format!("its values are {:?}s", new.repr), wire);
            findings.push(finding.touching(self.items(&[ALL])));
        }
    }

    /// Something whose name on the wire is the same and in Rust is not.
    pub(super) fn renamed(&self, old: &crate::ir::Name, new: &crate::ir::Name, findings: &mut Findings) {
        if old.ident != new.ident {
            let title = format!("`{}` is called `{}` in Rust instead of `{}`", new.wire, new.ident, old.ident);
            let finding = self.finding("item-renamed", title, Wire::harmless(""));
            let finding = finding.touching(self.items(&[&old.ident, &new.ident])).advice(format!("use `{}`", new.ident));
            findings.push(Finding { wire: Verdict::default(), ..finding });
        }
    }

    fn union(&self, old: &Union, new: &Union, findings: &mut Findings) {
        if old.tag != new.tag {
            let tag = |union: &Union| union.tag.as_ref().map_or_else(|| "shape".to_owned(), |tag| format!("`{tag}`"));
            let why = "variants are told apart in another way";
            let wire = Wire { sent: Verdict::breaking(why), received: Verdict::breaking(why) };
            let title = format!("its variants are told apart by {} instead of {}", tag(new), tag(old));
            findings.push(self.finding("union-tag", title, wire).touching(self.items(&[ALL])));
        }
        for variant in new.variants.iter().filter(|variant| counterpart(variant, new, old).is_none()) {
            let wire = Wire {
                sent: Verdict::compatible("one more variant can be sent"),
                received: Verdict::compatible("old programs keep it in the variant for unknown values"),
            };
            let finding = self.finding("variant-added", format!("has a new variant `{}`", variant.name.wire), wire);
            let finding = finding.touching(self.variant_items(variant, false)).gaining(&variant.ty);
            let advice = format!("handle `{}::{}` where you match", self.new.name.ident, variant.name.ident);
            findings.push(finding.changing_behaviour("it comes as a variant of its own").advice(advice));
        }
        for variant in old.variants.iter().filter(|variant| counterpart(variant, old, new).is_none()) {
            let wire = Wire {
                sent: Verdict::breaking("the server does not take it any more"),
                received: Verdict::compatible("it does not come any more"),
            };
            let finding = self.finding("variant-removed", format!("the variant `{}` is gone", variant.name.wire), wire);
            let finding = finding.touching(self.variant_items(variant, true)).losing(&variant.ty);
            findings.push(finding.advice(format!("do not use `{}::{}`", self.old.name.ident, variant.name.ident)));
        }
        for (old, new) in variants(old, new) {
            self.variant(old, new, findings);
        }
    }

    fn variant_items(&self, variant: &Variant, is_old: bool) -> Vec<ItemPath> {
        let held = if is_old {
            self.pairs.translate(&surface::type_text(self.pairs.old, &variant.ty))
        } else {
            surface::type_text(self.pairs.new, &variant.ty)
        };
        self.items(&[&variant.name.ident, &format!("from {held}")])
    }

    fn variant(&self, old: &Variant, new: &Variant, findings: &mut Findings) {
        self.renamed(&old.name, &new.name, findings);
        for change in super::kinds::compare(self.pairs, &old.ty, &new.ty) {
            let title = format!("variant `{}` {}", new.name.wire, change.title);
            let finding = self.finding("variant-changed", title, change.wire).losing(&old.ty).gaining(&new.ty);
            let items = self.variant_items(old, true).into_iter().chain(self.variant_items(new, false));
            findings.push(finding.touching(items).advice(change.advice));
        }
        if old.marks != new.marks {
            let title = match crate::render::notes::marks(new) {
                told if told.is_empty() => format!("variant `{}` is told by its shape alone", new.name.wire),
                told => format!("variant `{}`: {}", new.name.wire, told.trim_end_matches('.')),
            };
            let finding = self.finding("union-tag", title, Wire::harmless("no value is written otherwise"));
            findings.push(finding.changing_behaviour("an object may be read as another variant than before"));
        }
        if old.tag_required != new.tag_required {
            let title =
                format!("the tag of variant `{}` is {}", new.name.wire, if new.tag_required { "required" } else { "optional" });
            findings.push(self.finding("union-tag", title, Wire::harmless("clients write the tag in any case")));
        }
    }
}
