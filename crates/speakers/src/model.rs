//! The trained parts: the ranker and the calibration.

use std::sync::LazyLock;

use dixit_learn::{Container, ModelError};

use crate::calibration::Calibration;
use crate::network::Network;

/// Sections of a model file: each holds the table of that name in `models/speakers`.
const RANKER: &str = "speakers.rank";
const CALIBRATION: &str = "speakers.sure";

/// The trained parts, for [`Resolver::with_model`](crate::Resolver::with_model).
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

    /// The one in a model file.
    ///
    /// # Errors
    /// [`ModelError`] where the file is no model of speakers, damaged, or of other features than this version's.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let container = Container::parse(bytes)?;
        let table = |section| Ok::<_, ModelError>(std::str::from_utf8(container.section(section)?).ok());
        let malformed = |section: &str| ModelError::Malformed {
            section: section.to_owned(),
            what: "not the table of this version's features; train it again",
        };
        let network = table(RANKER)?.and_then(Network::parse);
        let calibration = table(CALIBRATION)?.and_then(Calibration::parse);
        Ok(Self {
            network: network.ok_or_else(|| malformed(RANKER))?,
            calibration: calibration.ok_or_else(|| malformed(CALIBRATION))?,
        })
    }

    /// The bytes of a model file.
    #[cfg(feature = "train")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut builder = dixit_learn::ContainerBuilder::default();
        builder.section(RANKER, self.network.to_string().into_bytes());
        builder.section(CALIBRATION, self.calibration.to_string().into_bytes());
        builder.finish()
    }
}
