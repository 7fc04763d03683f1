//! What terms say, as the ABI carries it: the parameter of `publishTerms`, and the field of
//! its event.

use crate::errors::Error;
use ink::prelude::vec::Vec;
use interfaces::{
    args::{Entry, Members},
    words::Words,
};
use rules::{
    Bytes32,
    terms::{Duration, Revocation, Terms},
};

/// The parameter, word by word: not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What may be done.
    pub uses: u16,
    /// By whom.
    pub users: u8,
    /// Whether a licence has no end.
    pub perpetual: bool,
    /// If it has one: after how many seconds.
    pub duration: u64,
    /// Whether a licence is exclusive in its uses.
    pub exclusive: bool,
    /// Whether it may be transferred.
    pub transferable: bool,
    /// Whether the licensor must be named.
    pub attribution: bool,
    /// Whether the licensor may revoke it.
    pub revocable: bool,
    /// If so: with how many seconds' notice.
    pub notice: u32,
    /// The least part of a derivative's gross income, in basis points.
    pub derivative_share: u16,
    /// The record owner's part of a resale, in basis points.
    pub resale_royalty: u16,
    /// SHA-256 of the terms' document; zero for none.
    pub document: Bytes32,
    /// Where it is.
    pub uri: Vec<u8>,
}

impl Entry for Content {
    const ARRAY: &'static str = "(uint16,uint8,bool,uint64,bool,bool,bool,bool,uint32,uint16,uint16,bytes32,string)[]";
    const MEMBERS: u32 = 13;
    const DYNAMIC: u32 = 1;

    fn read(members: &mut Members<'_>) -> Self {
        Self {
            uses: members.value(),
            users: members.value(),
            perpetual: members.value(),
            duration: members.value(),
            exclusive: members.value(),
            transferable: members.value(),
            attribution: members.value(),
            revocable: members.value(),
            notice: members.value(),
            derivative_share: members.value(),
            resale_royalty: members.value(),
            document: members.value(),
            uri: members.bytes(),
        }
    }
}

impl Content {
    /// As terms, not yet checked but for what they could not hold.
    ///
    /// # Errors
    /// [`Error::DurationInvalid`], [`Error::RevocationInvalid`].
    pub fn terms(self) -> Result<Terms, Error> {
        let (perpetual, duration) = (self.perpetual, self.duration);
        let (revocable, notice) = (self.revocable, self.notice);
        Ok(Terms {
            uses: self.uses,
            users: self.users,
            duration: Duration::from_pair(perpetual, duration)
                .map_err(|_| Error::DurationInvalid(perpetual, duration))?,
            exclusive: self.exclusive,
            transferable: self.transferable,
            attribution: self.attribution,
            revocation: Revocation::from_pair(revocable, notice)
                .map_err(|_| Error::RevocationInvalid(revocable, notice))?,
            derivative_share: self.derivative_share,
            resale_royalty: self.resale_royalty,
            document: self.document,
            uri: self.uri,
        })
    }
}

/// Appends everything that terms say but the URI: 12 words.
#[inline(never)]
pub fn write(terms: &Terms, words: &mut Words) {
    let (perpetual, seconds) = terms.duration.to_pair();
    let (revocable, notice) = terms.revocation.to_pair();
    words
        .push(terms.uses)
        .push(terms.users)
        .push(perpetual)
        .push(seconds)
        .push(terms.exclusive)
        .push(terms.transferable)
        .push(terms.attribution)
        .push(revocable)
        .push(notice)
        .push(terms.derivative_share)
        .push(terms.resale_royalty)
        .push(terms.document);
}
