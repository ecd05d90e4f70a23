//! A 64-bit hash that is the same on every machine and in every version of Rust: FNV-1a over fields, mixed at the end. For keys
//! of blocks and for telling copies; never for ids (those are SHA-256).

#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Hash {
    pub fn new(seed: u64) -> Hash {
        Hash(0xcbf2_9ce4_8422_2325).num(seed)
    }

    /// Bytes with their length before them, so that no two lists of fields hash alike for their borders alone.
    pub fn text(self, text: &str) -> Hash {
        text.bytes().fold(self.num(text.len() as u64), |Hash(hash), byte| {
            Hash((hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
        })
    }

    pub fn num(self, number: u64) -> Hash {
        Hash(mix(self.0 ^ number).wrapping_mul(0x0000_0100_0000_01b3))
    }

    pub fn end(self) -> u64 {
        mix(self.0)
    }
}

/// The end of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
