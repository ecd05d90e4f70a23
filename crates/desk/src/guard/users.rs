//! Users, for administrators: as `dateline user` does it.

use super::session::{Small, changed, private, store, unusable};
use super::{Admin, Gate};
use crate::State;
use crate::body::Sent;
use crate::params::Asked;
use crate::problem::Problem;
use accounts::{Name, Role};
use axum::Json;
use axum::extract::{Path, State as Held};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(change, remove))
}

/// A user, without what is secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    /// The name that decisions are recorded under.
    name: String,
    /// What the user may do.
    #[schema(value_type = RoleName)]
    role: Role,
    /// When the user was added.
    #[schema(value_type = String, format = DateTime)]
    added: Timestamp,
    /// When role or password were changed last.
    #[schema(value_type = String, format = DateTime)]
    changed: Timestamp,
}

/// All users.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserList {
    items: Vec<UserView>,
    /// Always null: they come all at once.
    next: Option<String>,
    total: usize,
}

/// What a user may do: reader (look), reviewer (decide, too), admin (manage users, too).
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[allow(dead_code)]
enum RoleName {
    Reader,
    Reviewer,
    Admin,
}

/// A user to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// Letters and digits of any script, single spaces, and . - _ ' @ +
    #[schema(min_length = 1, max_length = 64, example = "Anna K.")]
    name: String,
    #[schema(value_type = RoleName)]
    role: Role,
    /// 12 characters or more.
    #[schema(min_length = 12, max_length = 1024, format = Password)]
    password: String,
}

/// What is changed about a user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChange {
    /// Another role; it counts from the next request on.
    #[serde(default)]
    #[schema(value_type = Option<RoleName>)]
    role: Option<Role>,
    /// Another password; all sessions of the user end.
    #[serde(default)]
    #[schema(min_length = 12, max_length = 1024, format = Password)]
    password: Option<String>,
}

fn view(user: &accounts::User) -> UserView {
    UserView { name: user.name.clone(), role: user.role, added: user.added, changed: user.changed }
}

/// All users.
#[utoipa::path(get, path = "/users", tag = "accounts", summary = "Users", responses((status = 200, body = UserList)))]
async fn list(Held(state): Held<State>, _: Admin, Asked(()): Asked<()>) -> Result<Response, Problem> {
    let users = Gate::users(store(&state)?)?;
    let items: Vec<UserView> = users.iter().map(view).collect();
    let total = items.len();
    Ok(private(Json(UserList { items, next: None, total }).into_response()))
}

/// Adds a user.
#[utoipa::path(post, path = "/users", tag = "accounts", summary = "Add a user", request_body = NewUser,
    params(("X-CSRF-Token" = String, Header, description = "The token of /about or /session")),
    responses((status = 201, body = UserView)))]
async fn add(
    Held(state): Held<State>,
    _: Admin,
    Asked(()): Asked<()>,
    Sent(new): Small<NewUser>,
) -> Result<Response, Problem> {
    let added = changed(&state, store(&state)?, move |store, hasher, now| {
        store.add(&new.name, new.role, &new.password, hasher, now)
    });
    let user = added.await?;
    Ok(private((StatusCode::CREATED, Json(view(&user))).into_response()))
}

/// Gives a user another role, another password, or both.
#[utoipa::path(
    patch, path = "/users/{name}", tag = "accounts", summary = "Change a user", request_body = UserChange,
    params(
        ("name" = String, Path, description = "The user's name"),
        ("X-CSRF-Token" = String, Header, description = "The token of /about or /session")
    ),
    responses((status = 200, body = UserView))
)]
async fn change(
    Held(state): Held<State>,
    Admin(caller): Admin,
    Path(name): Path<String>,
    Asked(()): Asked<()>,
    Sent(change): Small<UserChange>,
) -> Result<Response, Problem> {
    let store = store(&state)?;
    if change.role.is_some_and(|role| role != Role::Admin) {
        not_oneself(&caller.name, &name)?;
    }
    let done = changed(&state, store, move |store, hasher, now| {
        // First what can be refused.
        if let Some(password) = &change.password {
            store.set_password(&name, password, hasher, now)?;
        }
        match change.role {
            Some(role) => store.set_role(&name, role, now),
            None => store.named(&name),
        }
    });
    Ok(private(Json(view(&done.await?)).into_response()))
}

/// Removes a user; decisions keep the name.
#[utoipa::path(
    delete, path = "/users/{name}", tag = "accounts", summary = "Remove a user",
    params(
        ("name" = String, Path, description = "The user's name"),
        ("X-CSRF-Token" = String, Header, description = "The token of /about or /session")
    ),
    responses((status = 204, description = "Removed"))
)]
async fn remove(
    Held(state): Held<State>,
    Admin(caller): Admin,
    Path(name): Path<String>,
    Asked(()): Asked<()>,
) -> Result<Response, Problem> {
    let store = store(&state)?;
    not_oneself(&caller.name, &name)?;
    changed(&state, store, move |store, _, _| store.remove(&name)).await?;
    Ok(private(StatusCode::NO_CONTENT.into_response()))
}

/// Who locks themselves out cannot undo it here.
fn not_oneself(caller: &str, name: &str) -> Result<(), Problem> {
    let key =
        |name: &str| Name::new(name).map(|name| name.key().to_owned()).map_err(|fault| unusable(fault.to_string()));
    if key(caller)? != key(name)? {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::CONFLICT,
        "oneself",
        "Not to oneself",
        "administrators cannot remove themselves or give up their role here; another administrator can, or `dateline user`",
    ))
}
