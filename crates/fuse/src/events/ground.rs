//! Days as numbers and distances on the globe, with nothing but the four operations: the same bits on every machine. Never
//! calls the platform's sine or cosine.

use jiff::civil::Date;

/// Days since 1 January 1970 (Howard Hinnant, days_from_civil).
pub(super) fn day_number(date: Date) -> i32 {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Kilometres of a degree of latitude.
pub(super) const DEGREE_KM: f64 = 111.195;

/// Cosine of an angle in degrees, -90..90, by its series; off by less than 0.00003.
pub(super) fn cosine(degrees: f64) -> f64 {
    let x = degrees * (std::f64::consts::PI / 180.0);
    let square = x * x;
    1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0)))
}

/// Kilometres between two points, degrees north and east; right within 1 % up to some 500 km, and far is far beyond.
pub(super) fn kilometres(one: (f64, f64), two: (f64, f64)) -> f64 {
    let north = (one.0 - two.0) * DEGREE_KM;
    let mut east = (one.1 - two.1).abs();
    if east > 180.0 {
        east = 360.0 - east;
    }
    let east = east * DEGREE_KM * cosine((one.0 + two.0) / 2.0);
    (north * north + east * east).sqrt()
}

/// 1 / (1 + e^-x) with e^x as (1 + x/1024)^1024: what it is by definition here, since the platform's own differs in its last bits.
pub(super) fn logistic(x: f64) -> f64 {
    let mut power = 1.0 + x.clamp(-30.0, 30.0).abs() / 1024.0;
    for _ in 0..10 {
        power *= power;
    }
    if x >= 0.0 { power / (1.0 + power) } else { 1.0 / (1.0 + power) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let cases = [("1970-01-01", 0), ("1969-12-31", -1), ("2000-03-01", 11_017), ("2024-12-07", 20_064)];
        for (date, number) in cases {
            assert_eq!(day_number(date.parse().unwrap()), number, "{date}");
        }
        let first: Date = "1999-12-31".parse().unwrap();
        let mut day = first;
        for n in 0..1500 {
            assert_eq!(day_number(day), day_number(first) + n);
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        let cases = [
            ((36.20, 37.16), (36.20, 37.16), 0.0),
            ((36.20, 37.16), (35.13, 36.75), 124.0),
            ((33.51, 36.29), (32.62, 36.10), 100.6),
            ((10.0, 179.9), (10.0, -179.9), 21.9),
        ];
        for (one, two, expected) in cases {
            let km = kilometres(one, two);
            assert!((km - expected).abs() <= 0.01 * expected + 0.1, "{one:?} {two:?}: {km}");
        }
    }

    #[test]
    fn the_logistic_is_one_half_at_zero_and_mirrored() {
        assert_eq!(logistic(0.0), 0.5);
        for x in [0.5, 1.0, 3.0, 8.0] {
            let exact = 1.0 / (1.0 + f64::exp(-x));
            assert!((logistic(x) - exact).abs() < 0.01, "{x}");
            assert!((logistic(x) + logistic(-x) - 1.0).abs() < 1e-12);
        }
    }
}
