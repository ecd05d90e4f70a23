//! Dates as files and pages write them. Only what can be read one way: "03/04/2031" is no date here, and a date
//! without its year stays unknown. Expressions inside the story ("last Sunday") are another crate's work.

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let month = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    Regex::new(&format!(
        r"(?ix) \b (?:
            (?<y1>\d{{4}}) [-/] (?<m1>\d{{1,2}}) [-/] (?<d1>\d{{1,2}}) (?:\b|T)
          | (?<d2>\d{{1,2}}) (?:st|nd|rd|th)? (?:[\ ]of)? [\ -]? (?<m2>{month}) \b [.,]? [\ -]? (?<y2>\d{{4}}) \b
          | (?<m3>{month}) \b \.? [\ ] (?<d3>\d{{1,2}}) (?:st|nd|rd|th)? (?: ,[\ ]? | [\ ] ) (?<y3>\d{{4}}) \b
        )"
    ))
    .expect("a fixed pattern")
});

/// What may stand beside a date on a line that holds nothing else.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"first|last|published|updated|posted|modified|released?|issued|date[ds]?|as|of|on|at|the|time|local|from|utc|gmt|est|edt|cet|cest|bst|ist|am|pm|a\.m\.?|p\.m\.?|hrs|[a-z]{3,6}day|mon|tues?|wed|thur?s?|fri|sat|sun";
    Regex::new(&format!(r"(?i)^(?:\b(?:{words})\b|\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?(?:\.\d+)?|\d{{4}}\b|[+-]\d{{2}}:?\d{{2}}|[\s\p{{P}}|Zz])*$"))
        .expect("a fixed pattern")
});

/// The first date in `text` that can be read one way, with its byte range.
pub(crate) fn find(text: &str) -> Option<(std::ops::Range<usize>, Date)> {
    DATE.captures_iter(text).find_map(|found| {
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let first = |names: [&str; 3]| names.into_iter().find_map(part);
        let year: i16 = first(["y1", "y2", "y3"])?.parse().ok()?;
        let month = first(["m1", "m2", "m3"])?;
        let month = month.parse().ok().or_else(|| month_by_name(month))?;
        let day: i8 = first(["d1", "d2", "d3"])?.parse().ok()?;
        let date = (1800..2200).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()?;
        Some((found.get(0)?.range(), date))
    })
}

/// The date of a metadata field: any form that [`find`] knows, a time stamp, or eight digits.
pub(crate) fn of_field(field: &str) -> Option<Date> {
    let field = field.trim();
    let digits = field.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let compact = digits.filter(|_| !field[8..].starts_with(|c: char| c.is_ascii_digit())).and_then(|digits| {
        let (year, month, day) = (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?);
        (1800..2200).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
    });
    compact.or_else(|| find(field).map(|(_, date)| date))
}

/// The date of a line that says nothing else: "Published: Monday, 3 March 2031, 10:40 GMT".
pub(crate) fn of_line(line: &str) -> Option<Date> {
    line.split(['|', '•', '·']).find_map(|part| {
        let (range, date) = find(part)?;
        (BESIDE.is_match(&part[..range.start]) && BESIDE.is_match(&part[range.end..])).then_some(date)
    })
}

fn month_by_name(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|&month| month == start).map(|number| number as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_read_where_it_can_be_read_one_way() {
        let third = Some(date(2031, 3, 3));
        let cases = [
            ("2031-03-03", third),
            ("2031-03-03T23:59:00+05:00", third),
            ("2031/3/3", third),
            ("KARVASH, 3 March 2031 (Example Wire) -", third),
            ("KARVASH, March 3, 2031", third),
            ("MARCH 3, 2031", third),
            ("Mar. 3 2031", third),
            ("3rd of March 2031", third),
            ("03-Mar-2031", third),
            ("Mon, 03 Mar 2031 10:00:00 GMT", third),
            ("3 March", None),
            ("03/04/2031", None),
            ("31 February 2031", None),
            ("March 2031", None),
            ("2031-13-03", None),
            ("12031-03-03", None),
        ];
        for (text, expected) in cases {
            assert_eq!(find(text).map(|(_, date)| date), expected, "{text}");
        }
    }

    #[test]
    fn a_line_of_nothing_but_a_date_is_told_from_a_sentence() {
        let third = Some(date(2031, 3, 3));
        let cases = [
            ("3 March 2031", third),
            ("Published: Monday, 3 March 2031, 10:40 GMT", third),
            ("Updated on March 3, 2031 at 9 a.m.", None),
            ("Updated on March 3, 2031 at 9:15 a.m.", third),
            ("Jane Doe | March 3, 2031", third),
            ("Date: 2031-03-03", third),
            ("On 3 March 2031 shells hit Karvash.", None),
            ("The truce of 3 March 2031", None),
        ];
        for (line, expected) in cases {
            assert_eq!(of_line(line), expected, "{line}");
        }
    }

    #[test]
    fn a_field_may_hold_eight_digits() {
        assert_eq!(of_field("20310303"), Some(date(2031, 3, 3)));
        assert_eq!(of_field("20310303T101500Z"), Some(date(2031, 3, 3)));
        assert_eq!(of_field("1930262400000"), None);
        assert_eq!(of_field("yesterday"), None);
    }
}
