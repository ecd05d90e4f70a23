//! How far it is, and which way.

use super::{Numbers, Outcome, Verdict};
use claim::{Compass, Distance, End, PlaceRef, Point};

/// Mean radius of the earth in km (IUGG: (2a + b) / 3 of WGS 84).
const RADIUS: f64 = 6371.0088;

/// Share of the told distance that it may be off, where it is told with "about" and its like.
const ABOUT: f64 = 0.15;

/// The same where it is told without.
const PLAIN: f64 = 0.10;

/// Least that it may be off, in km.
const LEAST: f64 = 5.0;

/// Degrees that the bearing may be off from a point of the compass.
const OFF: f64 = 45.0;

/// A road is at most so much longer than the straight line before it is told as one.
const ROAD: f64 = 1.4;

/// Great-circle distance in km, by the haversine formula (Sinnott, 1984).
pub(super) fn kilometres(from: &PlaceRef, to: &PlaceRef) -> f64 {
    let (lat1, lat2) = (from.lat.to_radians(), to.lat.to_radians());
    let (north, east) = ((lat2 - lat1) / 2.0, (to.lon - from.lon).to_radians() / 2.0);
    let h = north.sin().powi(2) + lat1.cos() * lat2.cos() * east.sin().powi(2);
    2.0 * RADIUS * h.sqrt().min(1.0).asin()
}

/// Initial bearing of the great circle, degrees clockwise from north, 0..360.
pub(super) fn bearing(from: &PlaceRef, to: &PlaceRef) -> f64 {
    let (lat1, lat2) = (from.lat.to_radians(), to.lat.to_radians());
    let east = (to.lon - from.lon).to_radians();
    let y = east.sin() * lat2.cos();
    let x = lat1.cos() * lat2.sin() - lat1.sin() * lat2.cos() * east.cos();
    y.atan2(x).to_degrees().rem_euclid(360.0)
}

/// How far a place reaches around its point, in km, by its precision; `None` where it is no point.
fn reach(place: &PlaceRef) -> Option<f64> {
    match place.precision {
        1 => Some(2.0),
        2 => Some(25.0),
        _ => None,
    }
}

/// Whole km, and below ten with a decimal.
fn km(km: f64) -> String {
    if km < 9.95 { format!("{km:.1} km") } else { format!("{km:.0} km") }
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The words for what is told: "about 100 km north".
fn told_words(told: &Distance) -> String {
    let number = match (told.km_low, told.km_high) {
        (Some(low), Some(high)) if low == high => km(low),
        (Some(low), Some(high)) => format!("{} to {}", km(low), km(high)),
        (Some(low), None) => format!("at least {}", km(low)),
        (None, Some(high)) => format!("at most {}", km(high)),
        (None, None) => "no distance".to_owned(),
    };
    let about = if told.approximate { "about " } else { "" };
    let road = if told.by_road { " by road" } else { "" };
    let way = told.direction.map_or(String::new(), |direction| format!(" {}", direction.name()));
    format!("{about}{number}{road}{way}")
}

fn known<'e>(end: &'e End, role: &str) -> Result<&'e PlaceRef, String> {
    let name = end.words.as_deref().map_or(String::new(), |words| format!(" ({words})"));
    match &end.point {
        Point::Unresolved(unresolved) => Err(format!("{role}{name} is not known: {}", unresolved.unresolved)),
        Point::Place(place) if reach(place).is_none() => {
            Err(format!("{} is no point on the map but a {}", place.name, place.kind))
        }
        Point::Place(place) => Ok(place),
    }
}

pub(super) fn check(told: &Distance) -> Outcome {
    let ends = known(&told.place, "the place").and_then(|place| Ok((place, known(&told.from, "the other end")?)));
    let (place, from) = match ends {
        Ok(ends) => ends,
        Err(reason) => return Outcome::open(reason),
    };
    if place.id == from.id {
        return Outcome::open(format!("both ends are {}", place.name));
    }
    let reaches = reach(place).unwrap_or(0.0) + reach(from).unwrap_or(0.0);
    let line = kilometres(from, place);
    let share = if told.approximate { ABOUT } else { PLAIN };
    let slack = |told: f64| (told * share).max(LEAST) + reaches;
    let low = told.km_low.map(|low| (low - slack(low)).max(0.0));
    let high = told.km_high.map(|high| high + slack(high));
    let towards = bearing(from, place);
    let direction = Compass::nearest(towards);
    let off = told.direction.map(|told| {
        let off = (towards - told.degrees()).rem_euclid(360.0);
        off.min(360.0 - off)
    });
    let numbers = Numbers::Distance {
        km: tenth(line),
        km_low: low.map(tenth),
        km_high: high.map(tenth),
        bearing: tenth(towards),
        direction,
        off: off.map(tenth),
    };
    let is = format!("{} lies {} {} of {} in a straight line", place.name, km(line), direction.name(), from.name);
    let words = told_words(told);
    // two places that reach into each other lie in no direction
    let astray = off.filter(|off| *off > OFF && line > 2.0 * reaches + 1.0);
    let too_far = high.is_some_and(|high| line > high);
    let too_near = low.is_some_and(|low| line < low);
    let fits_road = told.km_low.or(told.km_high).is_some_and(|told| told <= line * ROAD + LEAST);
    let (verdict, why) = if let Some(off) = astray {
        (Verdict::DoesNotHold, format!("the direction is off by {off:.0} degrees"))
    } else if too_far {
        (Verdict::DoesNotHold, "farther than told, with the tolerance".to_owned())
    } else if told.by_road {
        let why =
            if fits_road { "a road of that length fits" } else { "a road of that length would be a long way round" };
        (Verdict::CannotBeTested, format!("{why}, but roads are not measured here"))
    } else if too_near && fits_road {
        (Verdict::CannotBeTested, "nearer than told, but a road of that length would fit".to_owned())
    } else if too_near {
        (Verdict::DoesNotHold, "nearer than told, with the tolerance".to_owned())
    } else {
        let within = match (low, high) {
            (Some(low), Some(high)) => format!("within {} to {}", km(low), km(high)),
            (Some(low), None) => format!("not below {}", km(low)),
            (None, Some(high)) => format!("not above {}", km(high)),
            (None, None) => "no distance is told".to_owned(),
        };
        (Verdict::Holds, within)
    };
    // an end that the words leave out can bear a statement out, never refute it
    let inferred = told.place.inferred || told.from.inferred;
    if verdict == Verdict::DoesNotHold && inferred {
        let because =
            format!("{is}, told {words}: {why}; but from where is not said, {} is named before it", from.name);
        return Outcome::new(Verdict::CannotBeTested, numbers, because);
    }
    Outcome::new(verdict, numbers, format!("{is}, told {words}: {why}"))
}
