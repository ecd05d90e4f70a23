//! Scores to confidences: how often a claim or filler of that score was right on held-aside reports.

use serde::Deserialize;

/// A curve through points of (score, share right), both ascending; straight between them, flat outside.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(transparent)]
pub struct Curve(pub Vec<(f32, f32)>);

impl Curve {
    /// The share right at `score`; the score itself where the curve is empty.
    pub fn at(&self, score: f32) -> f32 {
        let next = self.0.partition_point(|point| point.0 < score);
        match (next.checked_sub(1).map(|before| self.0[before]), self.0.get(next).copied()) {
            (None, None) => score,
            (None, Some((_, share))) | (Some((_, share)), None) => share,
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (score - x0) / (x1 - x0).max(1e-6),
        }
    }
}

/// The curves of a model.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Calibration {
    /// For a claim: its type is right.
    pub claim: Curve,
    /// For a filler of a right claim.
    pub filler: Curve,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_between_points_and_flat_outside() {
        let curve = Curve(vec![(0.2, 0.1), (0.6, 0.5), (0.8, 0.9)]);
        for (score, share) in [(0.0, 0.1), (0.2, 0.1), (0.4, 0.3), (0.7, 0.7), (0.8, 0.9), (1.0, 0.9)] {
            assert!((curve.at(score) - share).abs() < 1e-6, "{score}");
        }
        assert_eq!(Curve::default().at(0.37), 0.37);
    }
}
