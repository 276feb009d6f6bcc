//! The weights of the ranker: a linear model over the features of a candidate with a small hidden layer beside it, and a
//! softmax over all candidates.

use std::fmt;
use std::sync::LazyLock;

use dixit_models::speakers::RANKER;
use smallvec::SmallVec;

use crate::features::{N, NAMES};

/// Units of the hidden layer.
pub const HIDDEN: usize = 32;

/// Weights of features: one straight to the score, and one to each hidden unit.
///
/// A unit passes on what it gets where that is positive; so the model can say that two things tell more together than each
/// alone, which a linear one cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// To the score.
    pub straight: [f32; N],
    /// To the hidden units.
    pub inward: [[f32; HIDDEN]; N],
    /// The bias of each unit.
    pub bias: [f32; HIDDEN],
    /// From the hidden units to the score.
    pub outward: [f32; HIDDEN],
}

impl Network {
    /// A network of zeros, for which all candidates are equally likely.
    pub const ZERO: Self =
        Self { straight: [0.0; N], inward: [[0.0; HIDDEN]; N], bias: [0.0; HIDDEN], outward: [0.0; HIDDEN] };

    /// The trained one that is shipped.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Network> =
            LazyLock::new(|| Network::parse(RANKER).expect("that the weights are sound is tested"));
        &SHIPPED
    }

    /// All weights, for training.
    pub fn weights_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        let inward = self.inward.iter_mut().flatten();
        self.straight.iter_mut().chain(inward).chain(&mut self.bias).chain(&mut self.outward)
    }

    /// The score of a candidate with these features.
    pub fn score(&self, features: &[f32; N]) -> f32 {
        let units = self.units(features);
        let straight: f32 = features.iter().zip(&self.straight).map(|(f, w)| f * w).sum();
        units.iter().zip(&self.outward).fold(straight, |sum, (u, w)| sum + u * w)
    }

    /// Returns the probability of each of several candidates.
    pub fn probabilities<'f>(&self, candidates: impl Iterator<Item = &'f [f32; N]>) -> SmallVec<[f32; 16]> {
        let mut out: SmallVec<[f32; 16]> = candidates.map(|f| self.score(f)).collect();
        let max = out.iter().copied().fold(f32::MIN, f32::max);
        out.iter_mut().for_each(|s| *s = (*s - max).exp());
        let total: f32 = out.iter().sum();
        out.iter_mut().for_each(|s| *s /= total);
        out
    }

    /// Returns the output of the hidden units.
    pub fn units(&self, features: &[f32; N]) -> [f32; HIDDEN] {
        let mut units = self.bias;
        // Most features are zero.
        for (f, row) in features.iter().zip(&self.inward).filter(|(f, _)| **f != 0.0) {
            for (unit, w) in units.iter_mut().zip(row) {
                *unit += f * w;
            }
        }
        units.map(|u| u.max(0.0))
    }

    /// Reads the table that [`Display`](fmt::Display) writes; `None` where it is of other features, or no table.
    pub fn parse(table: &str) -> Option<Self> {
        let mut network = Self::ZERO;
        let names = NAMES.iter().copied().chain(["bias", "outward"]);
        let mut lines = table.lines();
        for (i, name) in names.enumerate() {
            let mut cells = lines.next()?.split('\t');
            if cells.next()? != name {
                return None;
            }
            let mut cell = || cells.next()?.parse::<f32>().ok().filter(|w| w.is_finite());
            if i < N {
                network.straight[i] = cell()?;
            }
            let units = match i {
                _ if i < N => &mut network.inward[i],
                N => &mut network.bias,
                _ => &mut network.outward,
            };
            for unit in units {
                *unit = cell()?;
            }
        }
        Some(network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = |f: &mut fmt::Formatter<'_>, units: &[f32]| {
            units.iter().try_for_each(|w| write!(f, "\t{w:.3}"))?;
            writeln!(f)
        };
        for ((name, w), row) in NAMES.iter().zip(&self.straight).zip(&self.inward) {
            write!(f, "{name}\t{w:.3}")?;
            units(f, row)?;
        }
        for (name, row) in [("bias", &self.bias), ("outward", &self.outward)] {
            write!(f, "{name}")?;
            units(f, row)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_are_sound() {
        let network = Network::parse(RANKER).expect("every feature has its weights");
        assert_eq!(Network::parse(&network.to_string()), Some(network));
    }
}
