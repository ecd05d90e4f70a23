//! Words to word pieces: the encoder's alphabet.
//!
//! BERT's own normaliser and WordPiece, by the `tokenizers` crate (the library the encoder was trained with; pure Rust
//! with these features). Cuts nothing to length: windows are another step's work.

use crate::words::Word;
use std::collections::HashMap;
use std::ops::Range;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::bert::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::{InputSequence, Tokenizer};

/// Word pieces kept of one word; the rest of a monster adds nothing.
const MOST_OF_A_WORD: usize = 12;

/// The word pieces of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    /// Vocabulary numbers, all words one after another.
    pub ids: Vec<u32>,
    /// For each word its range in `ids`; at least one piece.
    pub of_word: Vec<Range<usize>>,
}

/// Cuts words into pieces by one vocabulary.
pub struct Cutter {
    tokenizer: Tokenizer,
    unknown: u32,
    /// Number of `[CLS]`, put before a window.
    pub begin: u32,
    /// Number of `[SEP]`, put after a window.
    pub end: u32,
}

impl Cutter {
    /// From a vocabulary, a piece a line, the number of a piece being its line. The message says what is missing.
    pub fn new(vocabulary: &str) -> Result<Cutter, String> {
        let numbers: HashMap<String, u32> =
            vocabulary.lines().enumerate().map(|(number, piece)| (piece.to_owned(), number as u32)).collect();
        let special = |piece: &str| numbers.get(piece).copied().ok_or_else(|| format!("the vocabulary lacks {piece}"));
        let (unknown, begin, end) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        let model = WordPiece::builder()
            .vocab(numbers.into_iter().collect::<ahash::AHashMap<String, u32>>())
            .unk_token("[UNK]".to_owned())
            .continuing_subword_prefix("##".to_owned())
            .build()
            .map_err(|e| e.to_string())?;
        let mut tokenizer = Tokenizer::new(model);
        tokenizer.with_normalizer(Some(BertNormalizer::new(true, true, None, true))).map_err(|e| e.to_string())?;
        tokenizer.with_pre_tokenizer(Some(BertPreTokenizer));
        Ok(Cutter { tokenizer, unknown, begin, end })
    }

    /// The pieces of `words`.
    pub fn cut(&self, text: &str, words: &[Word]) -> Pieces {
        let list: Vec<&str> = words.iter().map(|word| word.of(text)).collect();
        let mut pieces = Pieces { ids: Vec::with_capacity(words.len() * 3 / 2), of_word: Vec::new() };
        let encoded = self.tokenizer.encode(InputSequence::from(list), false).ok();
        let (ids, owners) = match &encoded {
            Some(encoding) => (encoding.get_ids(), encoding.get_word_ids()),
            None => (&[][..], &[][..]),
        };
        let mut at = 0;
        for number in 0..words.len() {
            let start = pieces.ids.len();
            while owners.get(at).is_some_and(|owner| *owner == Some(number as u32)) {
                if pieces.ids.len() - start < MOST_OF_A_WORD {
                    pieces.ids.push(ids[at]);
                }
                at += 1;
            }
            if pieces.ids.len() == start {
                pieces.ids.push(self.unknown);
            }
            pieces.of_word.push(start..pieces.ids.len());
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nrebels\nin\nhom\n##s\nu\n.\ns\ne\n";

    #[test]
    fn every_word_has_a_piece_also_where_the_vocabulary_has_none() {
        let cutter = Cutter::new(VOCABULARY).unwrap();
        let text = "Rebels in Homs, U.S. é \u{200b} x";
        let list = words(text);
        let pieces = cutter.cut(text, &list);
        assert_eq!(pieces.of_word.len(), list.len());
        let of = |word: &str| {
            let n = list.iter().position(|w| w.of(text) == word).unwrap();
            pieces.ids[pieces.of_word[n].clone()].to_vec()
        };
        assert_eq!(of("Rebels"), [4]);
        assert_eq!(of("Homs"), [6, 7]);
        assert_eq!(of("U.S."), [8, 9, 10, 9]);
        assert_eq!(of("é"), [11], "accents are taken off");
        assert_eq!(of(","), [1]);
        assert_eq!(of("x"), [1]);
    }

    #[test]
    fn a_vocabulary_without_its_special_pieces_is_refused() {
        assert!(Cutter::new("a\nb").err().unwrap().contains("[UNK]"));
    }
}
