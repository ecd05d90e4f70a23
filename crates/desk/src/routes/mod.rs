//! Routes: each asks `book` and gives what it says. Descriptions stand at the handlers, so that no route is without one.

mod changes;
mod claims;
mod disputes;
mod events;
mod lookup;
mod parties;
mod places;
mod program;
mod reports;
mod review;
mod search;
mod sitrep;
mod situation;

use crate::State;
use crate::params::TimeParams;
use crate::problem::Problem;
use axum::Json;
use book::View;
use fuse::events::Settings;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use world::parties::Register;
use world::places::Gazetteer;

pub(crate) use events::found;

/// What a handler gives.
pub(crate) type Told<T> = Result<Json<T>, Problem>;

/// Routes that depend on the ledger and the address alone.
pub(crate) fn kept() -> OpenApiRouter<State> {
    let api = OpenApiRouter::new()
        .routes(routes!(program::types))
        .routes(routes!(events::events))
        .routes(routes!(events::event))
        .routes(routes!(situation::situation))
        .routes(routes!(claims::claims))
        .routes(routes!(claims::claim))
        .routes(routes!(reports::reports))
        .routes(routes!(reports::report))
        .routes(routes!(reports::lineages))
        .routes(routes!(reports::lineage))
        .routes(routes!(places::places))
        .routes(routes!(places::place))
        .routes(routes!(places::control))
        .routes(routes!(places::history))
        .routes(routes!(places::roads))
        .routes(routes!(places::cut))
        .routes(routes!(places::way))
        .routes(routes!(places::along))
        .routes(routes!(parties::parties))
        .routes(routes!(parties::party))
        .routes(routes!(disputes::contradictions))
        .routes(routes!(disputes::checks))
        .routes(routes!(review::decisions, review::decide))
        .routes(routes!(review::queue))
        .routes(routes!(review::agreement))
        .routes(routes!(lookup::places))
        .routes(routes!(lookup::parties))
        .routes(routes!(changes::changes))
        .routes(routes!(search::search))
        .routes(routes!(sitrep::sitrep))
        .routes(routes!(program::method));
    OpenApiRouter::new().nest("/api/v1", api).routes(routes!(crate::feed::events)).routes(routes!(sitrep::page))
}

/// Routes that also depend on who asks, or change something.
pub(crate) fn live() -> OpenApiRouter<State> {
    let api = OpenApiRouter::new()
        .routes(routes!(program::about))
        .routes(routes!(program::description))
        .routes(routes!(changes::verify))
        .merge(crate::guard::routes());
    OpenApiRouter::new().nest("/api/v1", api)
}

impl State {
    /// Looks at the ledger as of a time, under the usual rules.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        times: TimeParams,
        work: impl FnOnce(&View) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.source.look(times.as_of(), Settings::default(), work).await
    }

    /// The same under rules.
    pub(crate) async fn look_under<T: Send + 'static>(
        &self,
        times: TimeParams,
        settings: Settings,
        work: impl FnOnce(&View) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.source.look(times.as_of(), settings, work).await
    }
}

/// Nothing is no mistake where it was asked for by an id that is one: the ledger only does not know it, or not yet as of then. A name
/// that nobody bears is a mistake, and what may have been meant is told.
pub(crate) fn or_none<T: Default>(
    found: Result<T, book::Error>,
    place: Option<&str>,
    party: Option<&str>,
) -> Result<T, Problem> {
    match found {
        Err(error) if matches!(error.kind(), book::ErrorKind::Nothing(_)) && are_ids(place, party) => Ok(T::default()),
        other => Ok(other?),
    }
}

/// The same of what passes a filter.
pub(crate) fn of_filter<T: Default>(found: Result<T, book::Error>, filter: &book::Filter) -> Result<T, Problem> {
    or_none(found, filter.place.as_deref(), filter.party.as_deref())
}

fn are_ids(place: Option<&str>, party: Option<&str>) -> bool {
    (place.is_some() || party.is_some())
        && place.is_none_or(|id| Gazetteer::bundled().entry(id).is_some())
        && party.is_none_or(|id| Register::bundled().get(id).is_some() || id.starts_with("provisional/"))
}
