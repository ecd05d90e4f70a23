//! Lists in parts. A cursor says behind which item to go on, so that nothing is told twice or left out when the ledger grows meanwhile.

use crate::params::PageParams;
use crate::problem::Problem;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What there is.
    pub items: Vec<T>,
    /// What to give as `cursor` for the next part; null at the end.
    pub next: Option<String>,
    /// How many there are in all parts.
    pub total: u64,
}

/// A key as a cursor: opaque to whoever is given it.
pub(crate) fn cursor(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

fn bad() -> Problem {
    Problem::bad_parameter("this cursor is none of this list; begin without a cursor and follow `next`")
}

/// The key of a cursor.
fn key(cursor: &str) -> Result<String, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
    String::from_utf8(bytes).map_err(|_| bad())
}

/// The place in the chain that a cursor says.
pub(crate) fn after_seq(page: &PageParams) -> Result<u64, Problem> {
    let Some(cursor) = &page.cursor else { return Ok(0) };
    key(cursor)?.strip_prefix("seq:").and_then(|seq| seq.parse().ok()).ok_or_else(bad)
}

/// A cursor for behind a place in the chain.
pub(crate) fn seq_cursor(seq: u64) -> String {
    cursor(&format!("seq:{seq}"))
}

/// The part of a list that is wholly in memory, in an order in which nothing moves: `key_of` tells two items apart. Where the item of
/// the cursor is gone, the list goes on where it stood.
pub(crate) fn part<T>(all: Vec<T>, page: &PageParams, key_of: impl Fn(&T) -> String) -> Result<Page<T>, Problem> {
    let total = all.len() as u64;
    let first = match &page.cursor {
        None => 0,
        Some(cursor) => {
            let asked = key(cursor)?;
            let (at, name) = asked.split_once(':').ok_or_else(bad)?;
            let at: usize = at.parse().map_err(|_| bad())?;
            let is_it = |item: &T| key_of(item) == name;
            if at > 0 && all.get(at - 1).is_some_and(is_it) {
                at
            } else {
                all.iter().position(is_it).map_or(at.min(all.len()), |place| place + 1)
            }
        }
    };
    let last = (first + page.limit).min(all.len());
    let next = (last < all.len() && last > first).then(|| cursor(&format!("{last}:{}", key_of(&all[last - 1]))));
    let items = all.into_iter().skip(first).take(last - first).collect();
    Ok(Page { items, next, total })
}

/// How many items to skip, for lists whose order changes with what people do: there is no item to go on behind.
pub(crate) fn skip(page: &PageParams) -> Result<usize, Problem> {
    let Some(cursor) = &page.cursor else { return Ok(0) };
    key(cursor)?.strip_prefix("skip:").and_then(|number| number.parse().ok()).ok_or_else(bad)
}

/// A part of such a list.
pub(crate) fn skipped<T>(items: Vec<T>, total: usize, skip: usize) -> Page<T> {
    let last = skip.saturating_add(items.len());
    let next = (!items.is_empty() && last < total).then(|| cursor(&format!("skip:{last}")));
    Page { items, next, total: total as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(limit: usize, cursor: Option<String>) -> PageParams {
        PageParams { limit, cursor }
    }

    #[test]
    fn parts_one_after_the_other_are_the_whole_list_once() {
        let all: Vec<String> = (0..7).map(|number| format!("n{number}")).collect();
        for limit in 1..9 {
            let (mut told, mut next) = (Vec::new(), None);
            loop {
                let one = part(all.clone(), &page(limit, next), String::clone).unwrap();
                assert_eq!(one.total, 7);
                told.extend(one.items);
                next = one.next;
                if next.is_none() {
                    break;
                }
            }
            assert_eq!(told, all, "{limit}");
        }
    }

    #[test]
    fn a_list_goes_on_where_it_stood_when_it_grows_or_shrinks() {
        let list = |names: &str| names.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let first = part(list("b c d"), &page(2, None), String::clone).unwrap();
        let grown = part(list("a b c d e"), &page(9, first.next.clone()), String::clone).unwrap();
        assert_eq!(grown.items, list("d e"));
        let shrunk = part(list("b d"), &page(9, first.next), String::clone).unwrap();
        assert!(shrunk.items.is_empty());
        for bad in ["", "%%", "c2Vx", "MTIz", "eDpi"] {
            assert!(part(list("a"), &page(1, Some(bad.to_owned())), String::clone).is_err(), "{bad}");
        }
    }
}
