//! The trained parts: the ranker and the calibration.

use std::sync::LazyLock;

use crate::calibration::Calibration;
use crate::network::Network;

/// The trained parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Scores the candidates.
    pub network: Network,
    /// Makes probabilities of the scores and of all other grounds.
    pub calibration: Calibration,
}

impl Model {
    /// The one that is shipped.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Model> = LazyLock::new(|| Model {
            network: Network::shipped().clone(),
            calibration: Calibration::shipped(),
        });
        &SHIPPED
    }
}
