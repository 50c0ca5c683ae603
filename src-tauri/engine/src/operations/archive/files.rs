//! The files of an archive: written with their checksum, and read back.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use futures_util::{Stream, TryStreamExt as _};
use sha2::{Digest as _, Sha256};

use super::super::steps::StepError;
use crate::EngineError;

/// What went through: rows, bytes before compression, and the SHA-256 of these, hex.
pub(in crate::operations) type Sum = (u64, u64, String);

/// Counts and sums what goes by.
#[derive(Default)]
pub(in crate::operations) struct Summed {
    rows: u64,
    bytes: u64,
    digest: Sha256,
}

impl Summed {
    /// A piece of what COPY gives: a row is a line.
    pub(in crate::operations) fn add(&mut self, piece: &[u8]) {
        self.rows += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.bytes += piece.len() as u64;
        self.digest.update(piece);
    }

    pub(in crate::operations) fn end(self) -> Sum {
        (self.rows, self.bytes, hex(&self.digest.finalize()))
    }
}

/// A file that could not be read or written: the disk may have room later.
pub(in crate::operations) fn files(path: &Path) -> impl Fn(std::io::Error) -> StepError {
    let path = path.display().to_string();
    move |error| {
        let (message, remedy) =
            (format!("{path}: {error}."), "Make room, or correct the folder's rights.".to_owned());
        EngineError::Busy { message, remedy }.into()
    }
}

/// Writes what a COPY gives into a file, compressed.
pub(super) async fn write_out(
    mut stream: impl Stream<Item = Result<bytes::Bytes, sqlx::Error>> + Unpin,
    path: &Path,
) -> Result<Sum, StepError> {
    let out = BufWriter::new(File::create(path).map_err(files(path))?);
    let mut out = zstd::Encoder::new(out, 3).map_err(files(path))?;
    let mut sum = Summed::default();
    while let Some(chunk) = stream.try_next().await? {
        sum.add(&chunk);
        out.write_all(&chunk).map_err(files(path))?;
    }
    let out = out.finish().map_err(files(path))?;
    let file = out.into_inner().map_err(|error| files(path)(error.into_error()))?;
    file.sync_all().map_err(files(path))?;
    Ok(sum.end())
}

/// A file of an archive, opened to be read piece by piece.
pub(in crate::operations) struct Reading {
    input: zstd::Decoder<'static, BufReader<File>>,
    name: String,
}

impl Reading {
    pub(in crate::operations) fn open(path: &Path) -> Result<Self, StepError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = File::open(path).map_err(|_| spoilt(&format!("{name} cannot be opened.")))?;
        let input = zstd::Decoder::new(file).map_err(|_| spoilt(&format!("{name} cannot be read.")))?;
        Ok(Self { input, name })
    }

    /// The next piece; empty: there is no more.
    pub(in crate::operations) fn next(&mut self) -> Result<Vec<u8>, StepError> {
        let mut piece = vec![0; 1 << 16];
        let read =
            self.input.read(&mut piece).map_err(|_| spoilt(&format!("{} cannot be read.", self.name)))?;
        piece.truncate(read);
        Ok(piece)
    }
}

/// Reads a file back, whole.
pub(super) fn read_back(path: &Path) -> Result<Sum, StepError> {
    let (mut input, mut sum) = (Reading::open(path)?, Summed::default());
    loop {
        let piece = input.next()?;
        if piece.is_empty() {
            return Ok(sum.end());
        }
        sum.add(&piece);
    }
}

/// Bytes as digits.
pub(in crate::operations) fn hex(bytes: &[u8]) -> String {
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or_default());
    bytes.iter().flat_map(digits).collect()
}

/// The archive is not what was written.
pub(in crate::operations) fn spoilt(why: &str) -> StepError {
    EngineError::Precondition {
        field: "archive".to_owned(),
        message: format!("The archive does not verify: {why}"),
        remedy: "Nothing was removed or made. Look at the archive's folder, and retry.".to_owned(),
    }
    .into()
}
