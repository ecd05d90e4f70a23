//! Schemas of what is written otherwise than it is kept: ids, spans, bounds, types. Behind the feature `schema`.

use crate::{Bounds, ClaimId, DecisionId, EventId, EventType, ReportId, Span};
use utoipa::openapi::schema::{ArrayBuilder, ArrayItems, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! id {
    ($name:ident, $words:literal, $example:literal) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(format!("^{}[0-9abcdefghjkmnpqrstvwxyz]{{{}}}$", $name::LETTER, crate::ID_DIGITS)))
                    .description(Some($words))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {}
    };
}

id!(ReportId, "Id of a report: the letter r and twelve digits of Crockford's base 32.", "r7k2m9p4xq1ab");
id!(ClaimId, "Id of a claim: the letter c and twelve digits of Crockford's base 32.", "c7k2m9p4xq1ab");
id!(EventId, "Id of an event: the letter e and the digits of the claim that it is named after.", "e7k2m9p4xq1ab");
id!(DecisionId, "Id of a decision: the letter d and twelve digits of Crockford's base 32.", "d7k2m9p4xq1ab");

/// Two of a kind: told one by one, so that types made from it know both.
fn pair(item: Schema, words: &str) -> RefOr<Schema> {
    let array = ArrayBuilder::new().prefix_items([item.clone(), item]).items(ArrayItems::False);
    array.min_items(Some(2)).max_items(Some(2)).description(Some(words)).into()
}

impl PartialSchema for Span {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        pair(number.into(), "Start and end in the text, counted in Unicode code points; the end is excluded.")
    }
}

impl ToSchema for Span {}

impl PartialSchema for Bounds {
    fn schema() -> RefOr<Schema> {
        let kinds = SchemaType::from_iter([Type::Integer, Type::Null]);
        let number = ObjectBuilder::new().schema_type(kinds).minimum(Some(0));
        pair(number.into(), "Lowest and highest number of people; null for an open end.")
    }
}

impl ToSchema for Bounds {}

impl PartialSchema for EventType {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(EventType::all().map(EventType::code)))
            .description(Some("Type of an event; /types defines each."))
            .into()
    }
}

impl ToSchema for EventType {}
