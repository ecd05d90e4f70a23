//! Which theatre a run knows beside those that are built in: `--theatre demo`, or a folder of the user's own.
//!
//! The tables of the demo's invented country are part of the program but never in use unless they are asked for: a real report
//! must not resolve to a town that does not exist.

use crate::{complain, shown::shown};
use claim::Problem;
use std::borrow::Cow;
use std::path::Path;
use world::theatre::{FILES, Theatre, choose};

/// The word that stands for the built-in invented theatre.
pub const DEMO: &str = "demo";

/// The invented country of the demo: nothing in it is real.
pub const VARSANIA: Theatre = Theatre {
    name: Cow::Borrowed("varsania"),
    countries: Cow::Borrowed(include_str!("../../../data/theatres/varsania/countries.csv")),
    places: Cow::Borrowed(include_str!("../../../data/theatres/varsania/places.csv")),
    parties: Cow::Borrowed(include_str!("../../../data/theatres/varsania/parties.csv")),
    offices: Cow::Borrowed(include_str!("../../../data/theatres/varsania/offices.csv")),
    roads: Cow::Borrowed(include_str!("../../../data/theatres/varsania/roads.csv")),
    map: Cow::Borrowed(include_str!("../../../data/theatres/varsania/map.geojson")),
};

/// Chooses the theatre that the command line names; `false` where it cannot be used, which is told.
pub fn take(asked: &Path) -> bool {
    let theatre = if asked.as_os_str() == DEMO {
        VARSANIA
    } else {
        match from_folder(asked) {
            Ok(theatre) => theatre,
            Err(message) => {
                complain(&message);
                return false;
            }
        }
    };
    let own = theatre != VARSANIA;
    let chosen = choose(theatre.clone());
    debug_assert!(chosen, "nothing is looked up before the theatre is chosen");
    if own {
        for problem in theatre.check() {
            complain(&told(asked, problem));
        }
    }
    true
}

fn told(folder: &Path, problem: Problem) -> String {
    shown(&format!("{}: {problem}", folder.display())).into_owned()
}

/// Reads the tables of a folder; those that are missing count as empty, but one of places or parties there must be.
fn from_folder(folder: &Path) -> Result<Theatre, String> {
    let name = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let sound = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if name.is_empty() || !sound {
        return Err(format!(
            "{}: the folder's name is part of ids; use small letters, digits and hyphens, or `--theatre demo` for the one that is built in",
            folder.display()
        ));
    }
    let mut texts = Vec::new();
    for file in FILES {
        let path = folder.join(file);
        match std::fs::read_to_string(&path) {
            Ok(text) => texts.push(Cow::Owned(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => texts.push(Cow::Borrowed("")),
            Err(error) => return Err(format!("{}: cannot be read: {error}", path.display())),
        }
    }
    let [countries, places, parties, offices, roads, map]: [Cow<'static, str>; 6] =
        texts.try_into().map_err(|_| "a theatre has six files".to_owned())?;
    if places.is_empty() && parties.is_empty() {
        return Err(format!(
            "{}: neither places.csv nor parties.csv is there; docs/demo.md tells what a theatre's folder holds",
            folder.display()
        ));
    }
    Ok(Theatre { name: Cow::Owned(name), countries, places, parties, offices, roads, map })
}
