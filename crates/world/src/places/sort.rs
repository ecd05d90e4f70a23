//! Sorts more items than fit into memory: runs of them are sorted, laid down in files, and merged.
//!
//! Items are runs of bytes and sorted by their bytes; equal ones all come out. Crates for this serialise every item; here the
//! bytes are the item, which is most of the speed. Writes only into the folder it is given, and removes its files when dropped.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Result, Write};
use std::path::{Path, PathBuf};

/// Takes items in any order.
pub struct Sorter {
    folder: PathBuf,
    name: &'static str,
    limit: usize,
    bytes: Vec<u8>,
    spans: Vec<(u32, u32)>,
    runs: Vec<PathBuf>,
}

/// Gives them back in order.
pub struct Sorted {
    files: Vec<BufReader<File>>,
    heap: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
    runs: Vec<PathBuf>,
}

impl Sorter {
    /// Keeps about `limit` bytes of items in memory (at most 2 GiB) and the others in `folder`, in files that begin with
    /// `name`.
    pub fn new(folder: &Path, name: &'static str, limit: usize) -> Sorter {
        let limit = limit.clamp(1, 1 << 31);
        Sorter { folder: folder.to_owned(), name, limit, bytes: Vec::new(), spans: Vec::new(), runs: Vec::new() }
    }

    /// One more item, put together from parts.
    pub fn push(&mut self, parts: &[&[u8]]) -> Result<()> {
        let start = self.bytes.len();
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        self.spans.push((start as u32, (self.bytes.len() - start) as u32));
        // A span costs as much as many an item.
        if self.bytes.len() + self.spans.len() * 8 >= self.limit { self.lay_down() } else { Ok(()) }
    }

    /// All items, sorted.
    pub fn sorted(mut self) -> Result<Sorted> {
        self.lay_down()?;
        let runs = std::mem::take(&mut self.runs);
        let mut sorted = Sorted { files: Vec::new(), heap: BinaryHeap::new(), runs };
        for run in &sorted.runs {
            sorted.files.push(BufReader::with_capacity(1 << 18, File::open(run)?));
        }
        for number in 0..sorted.files.len() {
            sorted.advance(number, Vec::new())?;
        }
        Ok(sorted)
    }

    fn lay_down(&mut self) -> Result<()> {
        if self.spans.is_empty() {
            return Ok(());
        }
        let bytes = &self.bytes;
        let item = |span: &(u32, u32)| &bytes[span.0 as usize..][..span.1 as usize];
        self.spans.sort_unstable_by(|a, b| item(a).cmp(item(b)));
        let path = self.folder.join(format!("{}-{}", self.name, self.runs.len()));
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        self.runs.push(path);
        for span in &self.spans {
            file.write_all(&span.1.to_le_bytes())?;
            file.write_all(item(span))?;
        }
        file.flush()?;
        self.bytes.clear();
        self.spans.clear();
        Ok(())
    }
}

impl Drop for Sorter {
    fn drop(&mut self) {
        remove(&self.runs);
    }
}

impl Sorted {
    /// The next item into `item`; false where there is none.
    pub fn next_into(&mut self, item: &mut Vec<u8>) -> Result<bool> {
        let Some(Reverse((first, number))) = self.heap.pop() else { return Ok(false) };
        let spare = std::mem::replace(item, first);
        self.advance(number, spare)?;
        Ok(true)
    }

    /// Reads the next item of a run into `item`'s room and takes it into the merge.
    fn advance(&mut self, number: usize, mut item: Vec<u8>) -> Result<()> {
        let file = &mut self.files[number];
        let mut length = [0; 4];
        match file.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
        item.resize(u32::from_le_bytes(length) as usize, 0);
        file.read_exact(&mut item)?;
        self.heap.push(Reverse((item, number)));
        Ok(())
    }
}

impl Drop for Sorted {
    fn drop(&mut self) {
        remove(&self.runs);
    }
}

/// What is left behind after an error lies in a folder that the caller removes, so a failure here costs nothing.
fn remove(runs: &[PathBuf]) {
    for run in runs {
        let _ = std::fs::remove_file(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_out_sorted_whatever_fits_into_memory() {
        let folder = std::env::temp_dir().join(format!("dateline-sort-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        // A fixed walk through 0..1009, so that every item comes once and in no order; then some of them again.
        let items: Vec<String> = (0..1200_u32).map(|at| format!("item {}", at * 521 % 1009)).collect();
        let mut expected = items.clone();
        expected.sort();
        for limit in [1, 100, 4000, 1 << 20] {
            let mut sorter = Sorter::new(&folder, "run", limit);
            for item in &items {
                sorter.push(&[&item.as_bytes()[..3], &item.as_bytes()[3..]]).unwrap();
            }
            if limit == 1 {
                continue; // One file an item: only that dropping it removes them is looked at.
            }
            let mut sorted = sorter.sorted().unwrap();
            let (mut item, mut found) = (Vec::new(), Vec::new());
            while sorted.next_into(&mut item).unwrap() {
                found.push(String::from_utf8(item.clone()).unwrap());
            }
            assert_eq!(found, expected, "limit {limit}");
        }
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "the files are gone");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
