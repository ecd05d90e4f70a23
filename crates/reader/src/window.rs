//! A report to the windows that the encoder reads: some sentences, with the ones before as context.
//!
//! The same cutting is written in training/dateline_training/data.py; a test there compares the two.

use crate::pieces::Pieces;
use crate::words::Word;
use std::ops::Range;

/// One window: the words it shows and what the encoder is given of them.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Numbers of the words in the report, ascending.
    pub words: Vec<usize>,
    /// For each of `words` the number of its segment (a sentence, or a piece of one longer than a window).
    pub segment: Vec<usize>,
    /// Segments before this one are context: their claims were read in an earlier window.
    pub focus: usize,
    /// Word pieces with `[CLS]` before and `[SEP]` after, T of them.
    pub ids: Vec<i32>,
    /// How each piece's word is written ([`crate::words::Shape`]; 5 for the two special pieces), T.
    pub shapes: Vec<i32>,
    /// First piece of each word, W.
    pub first: Vec<i32>,
    /// Last piece of each word, W.
    pub last: Vec<i32>,
}

impl Window {
    /// Bytes of the text whose claims are read in this window.
    pub fn focused(&self, words: &[Word]) -> Range<usize> {
        let first = self.segment.partition_point(|&segment| segment < self.focus);
        match (self.words.get(first), self.words.last()) {
            (Some(&first), Some(&last)) => words[first].bytes.start..words[last].bytes.end,
            _ => 0..0,
        }
    }
}

/// Shape number of `[CLS]` and `[SEP]`.
const NO_SHAPE: i32 = 5;

/// Which segments a window shows: `first..focus` as context, `focus..end` to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// First segment shown.
    pub first: usize,
    /// First segment read.
    pub focus: usize,
    /// One past the last segment.
    pub end: usize,
}

/// How large windows are, in word pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// At most so many pieces, the two special ones among them.
    pub window: usize,
    /// At most so many pieces of context.
    pub context: usize,
}

/// Cuts segments of the given sizes (word pieces) into windows. Every segment is read in exactly one.
pub fn cuts(sizes: &[usize], size: Size) -> Vec<Cut> {
    let mut out = Vec::new();
    let mut focus = 0;
    while focus < sizes.len() {
        let (mut first, mut used) = (focus, 2);
        while first > 0 && used + sizes[first - 1] <= 2 + size.context {
            first -= 1;
            used += sizes[first];
        }
        if used + sizes[focus] > size.window {
            (first, used) = (focus, 2);
        }
        let mut end = focus;
        while end < sizes.len() && (end == focus || used + sizes[end] <= size.window) {
            used += sizes[end];
            end += 1;
        }
        out.push(Cut { first, focus, end });
        focus = end;
    }
    out
}

/// Sentences (ranges of words) to segments: a sentence of more pieces than a window holds is cut into several.
pub fn segments(sentences: &[Range<usize>], pieces: &Pieces, size: Size) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let (mut start, mut used) = (sentence.start, 2);
        for word in sentence.clone() {
            let more = pieces.of_word[word].len();
            if used + more > size.window {
                out.push(start..word);
                (start, used) = (word, 2);
            }
            used += more;
        }
        if start < sentence.end {
            out.push(start..sentence.end);
        }
    }
    out
}

/// The window that `cut` shows.
pub fn window(cut: Cut, segments: &[Range<usize>], words: &[Word], pieces: &Pieces, begin: u32, end: u32) -> Window {
    let mut out = Window { focus: cut.focus, ids: vec![begin as i32], shapes: vec![NO_SHAPE], ..Window::default() };
    for (number, segment) in segments.iter().enumerate().take(cut.end).skip(cut.first) {
        for word in segment.clone() {
            out.words.push(word);
            out.segment.push(number);
            out.first.push(out.ids.len() as i32);
            for &id in &pieces.ids[pieces.of_word[word].clone()] {
                out.ids.push(id as i32);
                out.shapes.push(words[word].shape as i32);
            }
            out.last.push(out.ids.len() as i32 - 1);
        }
    }
    out.ids.push(end as i32);
    out.shapes.push(NO_SHAPE);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_segment_is_read_once_and_windows_keep_their_size() {
        let size = Size { window: 384, context: 128 };
        let mut state = 7u64;
        for _ in 0..500 {
            let sizes: Vec<usize> = (0..state % 60)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    1 + (state >> 33) as usize % 382
                })
                .collect();
            let all = cuts(&sizes, size);
            assert_eq!(
                all.iter().flat_map(|c| c.focus..c.end).collect::<Vec<_>>(),
                (0..sizes.len()).collect::<Vec<_>>()
            );
            for cut in all {
                assert!(cut.first <= cut.focus && cut.focus < cut.end);
                assert!(2 + sizes[cut.first..cut.end].iter().sum::<usize>() <= size.window);
            }
            state = state.wrapping_add(1);
        }
    }

    #[test]
    fn windows_are_cut_as_in_training() {
        #[derive(serde::Deserialize)]
        struct Case {
            sizes: Vec<usize>,
            cuts: Vec<(usize, usize, usize)>,
        }
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../../training/windows.json")).unwrap();
        assert!(cases.len() > 5);
        for case in cases {
            let found: Vec<_> = cuts(&case.sizes, Size { window: 384, context: 128 })
                .into_iter()
                .map(|c| (c.first, c.focus, c.end))
                .collect();
            assert_eq!(found, case.cuts, "{:?}", case.sizes);
        }
    }
}
