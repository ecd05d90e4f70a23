//! The description of the API: made from the routes themselves, with what all of them share put in here.

use crate::problem::{PROBLEM, Problem};
use crate::routes;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{
    ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Schema, schema::ObjectBuilder, schema::Type,
};
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

/// The description as JSON would have it.
pub fn openapi() -> OpenApi {
    let kept = routes::kept().into_openapi();
    let live = routes::live().into_openapi();
    let mut api = Base::openapi();
    api.merge(kept);
    api.merge(live);
    api.info.version = "1".to_owned();
    let components = api.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    // The router's word for "slashes and all" is none of OpenAPI's.
    let wild: Vec<String> = api.paths.paths.keys().filter(|path| path.contains("{*")).cloned().collect();
    for path in wild {
        if let Some(item) = api.paths.paths.remove(&path) {
            api.paths.paths.insert(path.replace("{*", "{"), item);
        }
    }
    for (path, item) in &mut api.paths.paths {
        for operation in
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
        {
            shared(path, operation);
        }
        if let Some(operation) = &mut item.get {
            tagged(operation);
        }
    }
    api
}

/// What every operation can answer.
fn shared(_: &str, operation: &mut Operation) {
    let problem = ResponseBuilder::new()
        .description("A problem, with the remedy in `detail`")
        .content(PROBLEM, ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build())
        .build();
    operation.responses.responses.insert("default".to_owned(), RefOr::T(problem));
}

/// Answers that depend on the ledger and the address have a tag.
fn tagged(operation: &mut Operation) {
    let text = || Schema::from(ObjectBuilder::new().schema_type(Type::String));
    let Some(RefOr::T(good)) = operation.responses.responses.get_mut("200") else { return };
    let header = HeaderBuilder::new().schema(text()).description(Some("Tag of this state of the answer")).build();
    good.headers.insert("ETag".to_owned(), header);
    let same = ResponseBuilder::new().description("What If-None-Match names is still so").build();
    operation.responses.responses.insert("304".to_owned(), RefOr::T(same));
}
