//! What the audit found, in words.

use super::rows::{
    AccountRow, Amount, CatalogueRow, CheckRow, ClaimRow, FlowRow, LeafRow, LicenceRow, OfferRow, PartyRow, PoolRow,
    ShareRow, SignedAmount, TermsRow, TotalsRow, TransactionRow, WorkRow,
};
use crate::{
    abi::{
        Arbitration, Catalogues, Deals, Encumbrances, LicenceToken, Offers, ProvenanceRegistry, ReceiverFactory,
        RecordInbox, Reservations, RoyaltyPool, RoyaltySplitter, Settlements, TermsBook, UsageLedger,
    },
    audit::{
        Audit, CatalogueFound, Flow, How, LicenceFound, OfferFound, Party, PoolFound, TermsFound, WorkFound, coverage,
    },
    calls::{h160, hex},
    cast::{Cast, Role, short},
    journal::{Journal, Transaction},
    protocol::{Place, Protocol, digest_of},
    time::rfc_3339,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall as _;
use chain::{Account, H160};
use rules::{
    limits::BASIS_POINTS,
    offer::PriceUnit,
    uses::{USERS, use_names},
    work::Kind,
};

/// What things are called.
pub(super) struct Words<'a> {
    pub(super) cast: &'a Cast,
    pub(super) audit: &'a Audit,
}

impl Words<'_> {
    fn who(&self, account: H160) -> PartyRow {
        let (name, kind) = if self.audit.pools.iter().any(|pool| pool.address == account) {
            ("the pool".into(), "pool")
        } else {
            (self.cast.name(account), "account")
        };
        PartyRow { name, kind, id: prefixed(&account.0) }
    }

    pub(super) fn pool(&self, found: &PoolFound) -> PoolRow {
        let claim = |(account, weight, claimed): &(H160, u64, u128)| ClaimRow {
            party: self.who(*account),
            weight: *weight,
            claimed: Amount(*claimed),
        };
        PoolRow {
            address: prefixed(&found.address.0),
            received: Amount(found.received),
            kept: Amount(found.kept),
            claims: found.claims.iter().map(claim).collect(),
        }
    }

    fn file(&self, record: U256) -> String {
        let work = self.audit.works.iter().find(|work| work.id == record);
        work.map_or_else(|| short(digest_of(record)), |work| work.name.clone())
    }

    fn party(&self, party: Party) -> PartyRow {
        match party {
            Party::Account(account) => self.who(account),
            Party::Record(record) => {
                PartyRow { name: self.file(record), kind: "record", id: prefixed(&digest_of(record)) }
            }
            Party::Splitter => PartyRow { name: "the splitter".into(), kind: "splitter", id: String::new() },
        }
    }

    fn letter(&self, terms: B256) -> String {
        let position = self.audit.terms.iter().position(|found| found.id == terms);
        position.map_or_else(|| "?".into(), letter)
    }

    pub(super) fn account(&self, role: Role, who: &Account, journal: &Journal) -> AccountRow {
        let address = who.address();
        let flows = |income: bool| {
            let of_account = self.audit.flows.iter().filter(move |flow| flow.party == Party::Account(address));
            of_account
                .filter(|flow| flow.how != How::Due && flow.how.is_income() == income)
                .map(|flow| flow.amount)
                .sum()
        };
        let claims = self.audit.pools.iter().flat_map(|pool| &pool.claims);
        let claimed: u128 = claims.filter(|claim| claim.0 == address).map(|claim| claim.2).sum();
        let earned: u128 = flows(false);
        let fees = journal.transactions().iter().filter(|entry| entry.signer == address).map(|entry| entry.fee).sum();
        AccountRow {
            name: who.name().to_owned(),
            role: role.name(),
            key: if who.is_ethereum() { "Ethereum" } else { "sr25519" },
            address: prefixed(&address.0),
            ss58: who.ss58(),
            before: Amount(journal.opening().get(&address).copied().unwrap_or_default()),
            after: Amount(journal.chain().balance(address)),
            income: Amount(earned.saturating_add(claimed)),
            spent: Amount(flows(true)),
            fees: Amount(fees),
        }
    }

    pub(super) fn work(&self, found: &WorkFound) -> WorkRow {
        let kind = kind(found.record.kind);
        let account = |(account, share): &(Address, u16)| ShareRow { party: self.who(h160(*account)), share: *share };
        let mut payees: Vec<_> = found.payees.iter().map(account).collect();
        if payees.is_empty() {
            payees.push(account(&(found.record.owner, BASIS_POINTS)));
        }
        let parent =
            |(record, share): &(U256, u16)| ShareRow { party: self.party(Party::Record(*record)), share: *share };
        WorkRow {
            file: found.work.path.to_string_lossy().into_owned(),
            name: found.name.clone(),
            record: prefixed(&found.work.digest),
            bytes: found.work.size,
            kind: kind.name(),
            units: found.record.units,
            counted_in: kind.unit_name(),
            owner: self.who(h160(found.record.owner)),
            priority: rfc_3339(found.record.priority),
            registered_at: rfc_3339(found.record.registered_at),
            parents: found.parents.iter().map(parent).collect(),
            payees,
        }
    }

    pub(super) fn catalogue(&self, found: &CatalogueFound) -> CatalogueRow {
        let leaf = |(work, (place, proved)): (&WorkFound, &(Place, bool))| LeafRow {
            name: work.name.clone(),
            digest: prefixed(&work.work.digest),
            index: place.index,
            proof: place.proof.iter().map(|hash| prefixed(hash)).collect(),
            proved: *proved,
        };
        let id = found.places.first().map(|(place, _)| place.catalogue).unwrap_or_default();
        CatalogueRow {
            record: prefixed(&id.to_be_bytes::<32>()),
            owner: self.party(Party::Account(h160(found.record.owner))),
            works: found.count,
            priority: rfc_3339(found.record.priority),
            leaves: self.audit.works.iter().zip(&found.places).map(leaf).collect(),
        }
    }

    pub(super) fn terms(&self, found: &TermsFound) -> TermsRow {
        let TermsBook::Clauses {
            uses,
            users,
            perpetual,
            duration,
            exclusive,
            transferable,
            attribution,
            revocable,
            notice,
            derivativeShare: derivative_share,
            resaleRoyalty: resale_royalty,
            document,
        } = found.terms;
        let has =
            |bit: usize| u32::try_from(bit).ok().and_then(|bit| users.checked_shr(bit)).is_some_and(|n| n & 1 == 1);
        TermsRow {
            letter: self.letter(found.id),
            terms: prefixed(&found.id.0),
            uses: use_names(uses).collect(),
            users: USERS.into_iter().enumerate().filter(|(bit, _)| has(*bit)).map(|(_, name)| name).collect(),
            duration: (!perpetual).then_some(duration),
            exclusive,
            transferable,
            attribution,
            notice: revocable.then_some(notice),
            derivative_share,
            resale_royalty,
            document: prefixed(&document.0),
            uri: found.uri.clone(),
        }
    }

    pub(super) fn offer(&self, found: &OfferFound) -> OfferRow {
        let LicenceToken::OfferPrice { record, terms, unitPrice, unit, sold, .. } = found.offer.price;
        let work = self.audit.works.iter().find(|work| work.id == record);
        let per_unit = matches!(PriceUnit::from_number(unit), Some(PriceUnit::PerItem | PriceUnit::PerSecond));
        let per = match work {
            Some(work) if per_unit => one(kind(work.record.kind)),
            None if per_unit => "unit",
            _ if unit == PriceUnit::PerUse as u8 => "use",
            _ => "licence",
        };
        OfferRow {
            offer: found.number,
            record: prefixed(&digest_of(record)),
            name: self.file(record),
            terms: prefixed(&terms.0),
            letter: self.letter(terms),
            unit_price: Amount(unitPrice),
            per,
            total: found.total.map(Amount),
            sold,
        }
    }

    pub(super) fn licence(&self, found: &LicenceFound) -> LicenceRow {
        let LicenceToken::LicenceCore { record, terms, price, start, perpetual, expiry, .. } = found.licence.core;
        LicenceRow {
            licence: number(found.id),
            record: prefixed(&digest_of(record)),
            name: self.file(record),
            terms: prefixed(&terms.0),
            letter: self.letter(terms),
            holder: self.who(found.holder),
            buyer: self.who(found.buyer),
            reference: reference(&found.reference.0),
            price: Amount(price),
            follows: (!found.predecessor.is_zero()).then(|| number(found.predecessor)),
            uses_bought: found.licence.scope.metered.then_some(found.licence.scope.quantity),
            uses_recorded: found.used,
            start: rfc_3339(start),
            expiry: (!perpetual).then(|| rfc_3339(expiry)),
            covers: coverage(found.covers),
            block: found.block,
        }
    }

    pub(super) fn flow(&self, flow: &Flow) -> FlowRow {
        FlowRow {
            record: prefixed(&digest_of(flow.record)),
            name: self.file(flow.record),
            direction: if flow.how.is_income() { "in" } else { "out" },
            how: how(flow.how),
            party: self.party(flow.party),
            amount: Amount(flow.amount),
            licence: flow.licence.map(number),
            block: flow.block,
        }
    }

    pub(super) fn transaction(&self, protocol: &Protocol, entry: &Transaction) -> TransactionRow {
        let contract = protocol.contracts().into_iter().find(|(_, contract)| *contract == entry.to);
        let is_pool = self.audit.pools.iter().any(|pool| pool.address == entry.to);
        TransactionRow {
            block: entry.block,
            time: rfc_3339(entry.time),
            signer: self.who(entry.signer),
            contract: contract.map_or(if is_pool { "royalty-pool" } else { "" }, |(name, _)| name),
            message: entry.selector.map_or_else(|| "new".into(), message),
            value: Amount(entry.value),
            fee: Amount(entry.fee),
            deposit: SignedAmount(entry.deposit),
            ref_time_ps: entry.ref_time,
            proof_bytes: entry.proof_size,
            refused: entry.refused.clone(),
        }
    }
}

/// A message's name by its selector.
fn message(selector: [u8; 4]) -> String {
    if selector == RoyaltyPool::wycpnbqcyfCall::SELECTOR {
        return "(payment)".into();
    }
    ProvenanceRegistry::ProvenanceRegistryCalls::name_by_selector(selector)
        .or_else(|| LicenceToken::LicenceTokenCalls::name_by_selector(selector))
        .or_else(|| Offers::OffersCalls::name_by_selector(selector))
        .or_else(|| Deals::DealsCalls::name_by_selector(selector))
        .or_else(|| UsageLedger::UsageLedgerCalls::name_by_selector(selector))
        .or_else(|| RoyaltySplitter::RoyaltySplitterCalls::name_by_selector(selector))
        .or_else(|| Settlements::SettlementsCalls::name_by_selector(selector))
        .or_else(|| TermsBook::TermsBookCalls::name_by_selector(selector))
        .or_else(|| Catalogues::CataloguesCalls::name_by_selector(selector))
        .or_else(|| Reservations::ReservationsCalls::name_by_selector(selector))
        .or_else(|| Arbitration::ArbitrationCalls::name_by_selector(selector))
        .or_else(|| Encumbrances::EncumbrancesCalls::name_by_selector(selector))
        .or_else(|| ReceiverFactory::ReceiverFactoryCalls::name_by_selector(selector))
        .or_else(|| RecordInbox::RecordInboxCalls::name_by_selector(selector))
        .or_else(|| RoyaltyPool::RoyaltyPoolCalls::name_by_selector(selector))
        .map_or_else(|| prefixed(&selector), str::to_owned)
}

fn kind(number: u8) -> Kind {
    Kind::ALL.get(usize::from(number)).copied().unwrap_or(Kind::Other)
}

/// One of what a kind counts.
fn one(kind: Kind) -> &'static str {
    kind.unit_name().strip_suffix('s').unwrap_or(kind.unit_name())
}

const fn how(how: How) -> &'static str {
    match how {
        How::Sale => "sale",
        How::FromChild => "from_child",
        How::Direct => "direct",
        How::InSale => "in_sale",
        How::ToParent => "to_parent",
        How::OnSettlement => "on_settlement",
        How::Release => "release",
        How::Due => "due",
        How::Rounding => "rounding",
    }
}

pub(super) fn totals(audit: &Audit) -> TotalsRow {
    let totals = audit.totals;
    TotalsRow {
        paid: Amount(totals.paid),
        direct: Amount(totals.direct),
        released: Amount(totals.released),
        settled: Amount(totals.settled),
        due: Amount(totals.due),
        rounding: Amount(totals.rounding),
        owed: Amount(totals.owed),
        splitter_balance: Amount(totals.splitter_balance),
    }
}

pub(super) fn check(check: &crate::audit::Check) -> CheckRow {
    CheckRow {
        name: check.name,
        claim: check.claim,
        compared: check.compared,
        passed: check.passed(),
        failures: check.failures.clone(),
    }
}

fn letter(position: usize) -> String {
    u8::try_from(position)
        .ok()
        .filter(|position| *position < 26)
        .map_or_else(|| (position + 1).to_string(), |position| char::from(b'A' + position).to_string())
}

/// A reference as its text, if it is one; as digits if not.
fn reference(bytes: &[u8; 32]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    match bytes.get(..end).map(str::from_utf8) {
        Some(Ok(text)) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => prefixed(bytes),
    }
}

fn number(id: U256) -> u64 {
    id.try_into().unwrap_or(u64::MAX)
}

pub(super) fn prefixed(bytes: &[u8]) -> String {
    format!("0x{}", hex(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_text_where_they_are_text() {
        let mut bytes = [0; 32];
        assert_eq!(reference(&bytes), "");
        bytes[..5].copy_from_slice(b"order");
        assert_eq!(reference(&bytes), "order");
        bytes[0] = 0xff;
        assert!(reference(&bytes).starts_with("0xff7264"));
    }

    #[test]
    fn letters_and_messages() {
        assert_eq!([letter(0), letter(25), letter(26)], ["A", "Z", "27"]);
        assert_eq!(message(LicenceToken::purchaseCall::SELECTOR), "purchase");
        assert_eq!(message([0; 4]), "(payment)");
        assert_eq!(message([1; 4]), "0x01010101");
        assert_eq!(one(Kind::Text), "word");
    }
}
