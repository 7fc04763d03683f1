//! The Merkle tree against published vectors, two independent implementations, the text of
//! RFC 9162, and every forgery that its shape is meant to refuse.

mod certificate_transparency;
mod consistency;
mod forgeries;
mod inclusion;
mod oracle;
mod streaming;
mod vectors;
