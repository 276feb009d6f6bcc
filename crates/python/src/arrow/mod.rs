//! Arrow tables across the boundary, by the [PyCapsule interface]: no copy, and no Arrow library needed on the other side.
//!
//! [PyCapsule interface]: https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html

mod articles;
mod flat;

use std::ptr::NonNull;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

pub(crate) use articles::{Articles, Columns};
pub(crate) use flat::{Table, flat_batches};

/// A table that came from Python, batch by batch.
pub(crate) type Reader = Box<dyn RecordBatchReader + Send>;

/// The table of an object with `__arrow_c_stream__` or `__arrow_c_array__`.
pub(crate) fn import(table: &Bound<'_, PyAny>) -> PyResult<Reader> {
    if table.hasattr("__arrow_c_stream__")? {
        let capsule = table.call_method0("__arrow_c_stream__")?;
        let stream = pointer::<FFI_ArrowArrayStream>(&capsule, c"arrow_array_stream")?;
        // SAFETY: the name of the capsule says what its pointer is; the stream is moved out and left released behind.
        #[allow(unsafe_code, reason = "the C interface is made of pointers")]
        let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) };
        return Ok(Box::new(reader.map_err(error)?));
    }
    if table.hasattr("__arrow_c_array__")? {
        let pair = table.call_method0("__arrow_c_array__")?;
        let pair = pair.cast::<PyTuple>()?;
        let schema = pointer::<FFI_ArrowSchema>(&pair.get_item(0)?, c"arrow_schema")?;
        let array = pointer::<FFI_ArrowArray>(&pair.get_item(1)?, c"arrow_array")?;
        // SAFETY: as above.
        #[allow(unsafe_code, reason = "the C interface is made of pointers")]
        let data = unsafe {
            let schema = FFI_ArrowSchema::from_raw(schema.as_ptr());
            from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), &schema)
        };
        let batch = RecordBatch::from(StructArray::from(data.map_err(error)?));
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let kind = table.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "{kind} has no Arrow C interface; give a pyarrow Table or RecordBatch, a Polars or pandas (2.2 or later) data frame, or a DuckDB relation"
    )))
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &'static std::ffi::CStr) -> PyResult<NonNull<T>> {
    Ok(capsule.cast::<PyCapsule>()?.pointer_checked(Some(name))?.cast())
}

pub(crate) fn error(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A table for Python: anything that knows the Arrow C interface takes it without a copy.
#[pyclass(frozen, module = "dixit._dixit")]
pub(crate) struct Batches {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
}

#[pymethods]
impl Batches {
    /// A stream over the table; may be asked for again and again.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish that the interface allows to pass over: who asks casts then.
        let _ = requested_schema;
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// Number of rows.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}
