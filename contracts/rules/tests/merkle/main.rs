//! The Merkle tree against published vectors, an independent implementation, the definition in
//! RFC 9162, and every forgery that its shape is meant to refuse.

mod certificate_transparency;
mod oracle;
