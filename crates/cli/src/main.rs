//! The program `dixit`; see the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    dixit_cli::run(std::env::args_os())
}

/// libtorch multiplies matrices with MKL, which asks itself with this function whether it runs on an Intel processor, and
/// takes slower kernels where it does not, though the processor has AVX-512. Ours is found before MKL's own.
#[cfg(feature = "mkl")]
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the name is MKL's, and only MKL calls it")]
extern "C" fn mkl_serv_intel_cpu_true() -> i32 {
    1
}
