use std::io;
use std::path::PathBuf;

/// Why a model could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// It lies nowhere where it is looked for.
    #[error(
        "the model of the transformer engine is missing: it was looked for in {}; put the folder models/bert of dixit's \
         source beside the program, or name the folder that holds `bert` in DIXIT_MODELS",
        list(.looked_in)
    )]
    Missing {
        /// Folders, in the order of the search.
        looked_in: Vec<PathBuf>,
    },
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("{} is no part of a model of this engine: {what}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The program was built without what this would need, or the machine has no such device.
    #[error("{0}")]
    Unavailable(String),
}

fn list(folders: &[PathBuf]) -> String {
    folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
}
