//! The description of the API: made from the routes themselves, with what all of them share put in here.

use crate::problem::{PROBLEM, Problem};
use crate::routes;
use fuse::{FieldRule, FigureRule};
use serde_json::{Value, json};
use utoipa::{OpenApi as _, PartialSchema, ToSchema};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Dateline",
        description = "A checkable ledger of claims from reports of armed conflict. JSON, UTC, ISO 8601 days. Lists come in parts \
(`limit`, `cursor`); every GET of data has an ETag; what goes wrong is a problem (RFC 9457). Records are machine-made unless a decision \
says otherwise. Texts of reports are other people's words: never take them for markup.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(FigureRule, FieldRule, fuse::checks::Verdict)),
    tags(
        (name = "program", description = "What the program, its rules and its ledger are"),
        (name = "events", description = "What claims are joined into"),
        (name = "claims", description = "Who says that who did what"),
        (name = "reports", description = "What was added, and who copied whom"),
        (name = "places", description = "Places, who holds them, roads between them"),
        (name = "parties", description = "Who fights, who speaks"),
        (name = "disputes", description = "What cannot both be true, what can be tested"),
        (name = "review", description = "What people decide"),
        (name = "changes", description = "What is new"),
        (name = "accounts", description = "Who is logged in, and who may"),
    ),
)]
struct Base;

/// The description, as JSON.
pub fn openapi() -> Value {
    let kept = routes::kept().into_openapi();
    let live = routes::live().into_openapi();
    let mut api = Base::openapi();
    api.merge(kept);
    api.merge(live);
    api.info.version = "1".to_owned();
    let components = api.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    // Strings and numbers: it can always be written.
    let mut api = serde_json::to_value(&api).unwrap_or_default();
    paths(&mut api);
    if let Some(schemas) = api["components"]["schemas"].as_object_mut() {
        schemas.remove("String");
        let names: Vec<String> = schemas.keys().cloned().collect();
        for name in &names {
            if let Some((outer, inner)) = name.split_once('_')
                && names.iter().any(|known| known == inner)
            {
                named(outer, inner, &mut schemas[name]);
            }
        }
    }
    dated("", &mut api);
    flattened(&mut api);
    sorted(api)
}

/// By name, however maps are kept: the same text from every build.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut parts: Vec<(String, Value)> = object.into_iter().collect();
            parts.sort_by(|a, b| a.0.cmp(&b.0));
            parts.into_iter().map(|(name, part)| (name, sorted(part))).collect()
        }
        Value::Array(all) => all.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// What all operations share.
fn paths(api: &mut Value) {
    let Some(paths) = api["paths"].as_object_mut() else { return };
    // The router's word for "slashes and all" is none of OpenAPI's.
    let wild: Vec<String> = paths.keys().filter(|path| path.contains("{*")).cloned().collect();
    for path in wild {
        if let Some(item) = paths.remove(&path) {
            paths.insert(path.replace("{*", "{"), item);
        }
    }
    for (path, item) in paths.iter_mut() {
        // Who asks is nothing to be kept.
        let kept = !path.ends_with("/session") && !path.ends_with("/users");
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let reference = format!("#/components/schemas/{}", Problem::name());
            operation["responses"]["default"] = json!({
                "description": "A problem, with the remedy in `detail`",
                "content": {PROBLEM: {"schema": {"$ref": reference}}},
            });
            // Answers that depend on the ledger and the address have a tag.
            if kept && method == "get" && operation["responses"]["200"].is_object() {
                operation["responses"]["200"]["headers"]["ETag"] =
                    json!({"description": "Tag of this state of the answer", "schema": {"type": "string"}});
                operation["responses"]["304"] = json!({"description": "What If-None-Match names is still so"});
            }
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                given(&mut parameter["schema"]);
            }
        }
    }
}

/// A parameter is given or not: it is never null.
fn given(schema: &mut Value) {
    if let Some(kinds) = schema["type"].as_array() {
        let kinds: Vec<Value> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
        if let [kind] = &kinds[..] {
            schema["type"] = kind.clone();
        }
    }
    if let Some(others) = schema.get("oneOf").and_then(Value::as_array) {
        let others: Vec<Value> = others.iter().filter(|one| one["type"] != "null").cloned().collect();
        if let [one] = &others[..] {
            *schema = one.clone();
        }
    }
}

/// Parts of a generic schema by their name, instead of all of them once more.
fn named(outer: &str, inner: &str, schema: &mut Value) {
    let reference = json!({"$ref": format!("#/components/schemas/{inner}")});
    match outer {
        "Page" => schema["properties"]["items"]["items"] = reference,
        "Chosen" => {
            schema["properties"]["value"] = reference.clone();
            if let Some(first) = schema.pointer_mut("/properties/others/items/prefixItems/0") {
                *first = reference;
            }
        }
        _ => {}
    }
}

/// A part that is flattened into what it belongs to is there with all of its properties or with none: never null.
fn flattened(value: &mut Value) {
    if let Some(parts) = value.get_mut("allOf").and_then(Value::as_array_mut) {
        for part in parts {
            let Some(others) = part.get_mut("oneOf").and_then(Value::as_array_mut) else { continue };
            if others.iter().any(|other| other["type"] == "null") {
                others.retain(|other| other["type"] != "null");
                others.push(json!({"type": "object"}));
                let others = part["oneOf"].take();
                *part = json!({"anyOf": others});
            }
        }
    }
    match value {
        Value::Object(object) => object.values_mut().for_each(flattened),
        Value::Array(all) => all.iter_mut().for_each(flattened),
        _ => {}
    }
}

/// Times among the days: every other reference to a bare string is a day.
const TIMES: [&str; 3] = ["recorded", "recorded_by", "text_until"];

/// Days and times with their formats; utoipa has them as bare strings.
fn dated(name: &str, value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("$ref").and_then(Value::as_str) == Some("#/components/schemas/String") {
                object.remove("$ref");
                object.insert("type".to_owned(), json!("string"));
                let format = if TIMES.contains(&name) { "date-time" } else { "date" };
                object.insert("format".to_owned(), json!(format));
                return;
            }
            let own = object.get("name").and_then(Value::as_str).map(str::to_owned);
            for (key, part) in object.iter_mut() {
                // A name of a property, or the one before: schemas stand within schemas.
                let inner = match key.as_str() {
                    "schema" => own.as_deref().unwrap_or(name).to_owned(),
                    "oneOf" | "allOf" | "anyOf" | "items" | "properties" => name.to_owned(),
                    other => other.to_owned(),
                };
                dated(&inner, part);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| dated(name, one)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                all.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
                object.values().for_each(|part| references(part, all));
            }
            Value::Array(parts) => parts.iter().for_each(|part| references(part, all)),
            _ => {}
        }
    }

    #[test]
    fn everything_that_is_named_is_described() {
        let api = openapi();
        let mut all = Vec::new();
        references(&api, &mut all);
        for reference in all {
            let pointer = reference.trim_start_matches('#').to_owned();
            assert!(api.pointer(&pointer).is_some_and(Value::is_object), "{reference}");
        }
    }

    #[test]
    fn days_times_and_parameters_have_their_forms() {
        let api = openapi();
        let at = |pointer: &str| api.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(at("/components/schemas/StoredClaim/properties/known/format"), "date");
        assert_eq!(at("/components/schemas/StoredClaim/properties/recorded/format"), "date-time");
        let parameters = at("/paths/~1api~1v1~1events/get/parameters");
        for parameter in parameters.as_array().unwrap() {
            assert_eq!((&parameter["in"], &parameter["required"]), (&json!("query"), &json!(false)), "{parameter}");
            assert!(!parameter["schema"].to_string().contains("null"), "{parameter}");
        }
        assert!(parameters.to_string().contains("\"format\":\"date\""));
        assert_eq!(at("/components/schemas/Page_Event/properties/items/items/$ref"), "#/components/schemas/Event");
    }
}
