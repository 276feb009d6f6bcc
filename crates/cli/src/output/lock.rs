//! One run an output.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

#[cfg(unix)]
use super::identity::Identity;
use super::{cannot_write, with_suffix};

/// Keeps other runs from an output; ends with the process, however that ends.
pub(crate) struct Lock {
    _file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of `output`, a file beside it.
    ///
    /// # Errors
    /// If another run has it.
    pub(crate) fn take(output: &Path) -> anyhow::Result<Self> {
        let path = with_suffix(output, ".lock");
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path);
            let file = file.with_context(|| cannot_write(output))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    bail!("another run is writing {}; wait for it, or name another output", output.display());
                }
                // Some network file systems have no locks.
                Err(TryLockError::Error(_)) => return Ok(Self { _file: file, path }),
            }
            // Who had it before may have removed it between our opening and locking it.
            if is_at(&file, &path) {
                return Ok(Self { _file: file, path });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether an open file is the one that a path leads to.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        let open = file.metadata().ok().map(|metadata| Identity::of_metadata(&metadata));
        open.is_some() && open == Identity::of(path)
    }
    #[cfg(not(unix))]
    {
        file.metadata().is_ok() && path.exists()
    }
}
