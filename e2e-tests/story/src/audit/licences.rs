//! Whether the licences are what was sold, and cover what they say and nothing else.

use super::{Check, Subject, WorkFound, facts::Facts};
use crate::{
    abi::{
        LicenceToken::{
            Licence, LicenceCore, LicenceGrant, Offer, OfferConditions, OfferGrant, OfferPrice, Purchased, Tier,
            offerCall,
        },
        Offers::OfferCreated,
        TermsBook::{Clauses, Terms, termsCall},
    },
    calls::{Refused, h160, view},
    protocol::{Question, terms_id},
};
use alloy_primitives::{B256, U256};
use chain::H160;
use rules::{
    licence::Coverage,
    offer::{PriceUnit, total},
    terms::{Duration, Revocation},
    uses::{ALL_USERS, ALL_USES},
};
use std::collections::BTreeMap;

/// Terms that offers name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsFound {
    /// Their id.
    pub id: B256,
    /// What they say.
    pub terms: Clauses,
    /// Where their document is.
    pub uri: String,
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferFound {
    /// Its number.
    pub number: u64,
    /// What it says.
    pub offer: Offer,
    /// What a licence costs, in EVM units; `None` where that is by the number of uses.
    pub total: Option<u128>,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenceFound {
    /// Its id.
    pub id: U256,
    /// What it says.
    pub licence: Licence,
    /// Who holds it.
    pub holder: H160,
    /// Who bought it.
    pub buyer: H160,
    /// The buyer's reference.
    pub reference: B256,
    /// The block of the sale.
    pub block: u32,
    /// What `covers` answers for its holder now, and all its uses and users.
    pub covers: u8,
    /// The licence that it follows on; zero where it follows on none.
    pub predecessor: U256,
    /// How many units of use its holders recorded.
    pub used: u64,
}

type Found = (Vec<TermsFound>, Vec<OfferFound>, Vec<LicenceFound>);

pub(super) fn check(
    subject: &Subject,
    facts: &Facts,
    works: &[WorkFound],
    checks: &mut Vec<Check>,
) -> Result<Found, Refused> {
    let (terms, check) = check_terms(subject, facts)?;
    checks.push(check);
    let (offers, check) = check_offers(subject, facts, works, &terms)?;
    checks.push(check);

    let mut sold = Check::new("licences_as_sold", "Every licence is what was sold, at the price of its offer");
    let mut covered = Check::new("licences_cover", "Every licence covers its holder for all that it licenses");
    let mut refused = Check::new("licences_refuse", "No licence covers anyone, anything or any time else");
    let supply = subject.protocol.total_supply(subject.journal, subject.protocol.licence_token)?;
    sold.same("the number of licences", &supply, &U256::from(facts.purchased.len()));
    let mut licences = Vec::new();
    for (position, seen) in facts.purchased.iter().enumerate() {
        let event = &seen.event;
        sold.same("the licence's number", &event.licence, &U256::from(position + 1));
        let licence = subject.protocol.licence(subject.journal, event.licence)?;
        let holder = subject.protocol.holder(subject.journal, event.licence)?;
        sold.same(&format!("the holder of licence {}", event.licence), &holder, &facts.holder(event.licence));
        check_sold(&mut sold, event, &licence, &offers, &terms);
        let covers = Questions { subject, works, id: event.licence, licence: &licence, holder, terms: &terms }
            .ask(&mut covered, &mut refused)?;
        let transaction = subject.journal.transactions().get(seen.transaction);
        licences.push(LicenceFound {
            id: event.licence,
            holder,
            buyer: h160(event.buyer),
            reference: event.buyerReference,
            block: transaction.map_or(0, |transaction| transaction.block),
            covers,
            predecessor: facts.particulars(event.licence).map_or(U256::ZERO, |told| told.predecessor),
            used: subject.protocol.used(subject.journal, event.licence)?.used,
            licence,
        });
    }
    checks.extend([sold, covered, refused]);
    Ok((terms, offers, licences))
}

fn check_terms(subject: &Subject, facts: &Facts) -> Result<(Vec<TermsFound>, Check), Refused> {
    let mut check = Check::new("terms_hashed", "Terms are what their id is the hash of");
    let mut ids: Vec<B256> = facts.offers.iter().map(|seen| seen.event.terms).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    // In the order in which they were published, and then those that were not.
    ids.sort_by_key(|id| facts.terms.iter().position(|seen| seen.event.terms == *id).unwrap_or(usize::MAX));
    for id in ids {
        let terms = view(subject.journal, subject.protocol.terms_book, &termsCall { terms: id })?;
        let Some(published) = facts.terms(id) else {
            check.that(false, || format!("an offer names terms {id} that were never published"));
            continue;
        };
        let said = &published.content;
        check.same("the hash of terms", &plain(said).map(|terms| terms_id(&terms)), &Some(id));
        check.same("what the terms book keeps", &terms, &clauses(said));
        found.push(TermsFound { id, terms, uri: said.uri.clone() });
    }
    Ok((found, check))
}

/// What the terms book has to keep of what was published.
fn clauses(said: &Terms) -> Clauses {
    Clauses {
        uses: said.uses,
        users: said.users,
        perpetual: said.perpetual,
        duration: said.duration,
        exclusive: said.exclusive,
        transferable: said.transferable,
        attribution: said.attribution,
        revocable: said.revocable,
        notice: said.notice,
        derivativeShare: said.derivativeShare,
        resaleRoyalty: said.resaleRoyalty,
        document: said.document,
    }
}

fn plain(said: &Terms) -> Option<rules::terms::Terms> {
    Some(rules::terms::Terms {
        uses: said.uses,
        users: said.users,
        duration: Duration::from_pair(said.perpetual, said.duration).ok()?,
        exclusive: said.exclusive,
        transferable: said.transferable,
        attribution: said.attribution,
        revocation: Revocation::from_pair(said.revocable, said.notice).ok()?,
        derivative_share: said.derivativeShare,
        resale_royalty: said.resaleRoyalty,
        document: said.document.0,
        uri: said.uri.clone().into_bytes(),
    })
}

fn check_offers(
    subject: &Subject,
    facts: &Facts,
    works: &[WorkFound],
    terms: &[TermsFound],
) -> Result<(Vec<OfferFound>, Check), Refused> {
    let mut check = Check::new("offers_as_made", "Every offer still is what it was when it was made");
    let mut sold = BTreeMap::<u64, (u32, u128)>::new();
    for seen in &facts.purchased {
        let (count, taken) = sold.entry(seen.event.offer).or_default();
        (*count, *taken) = (*count + 1, taken.saturating_add(seen.event.price));
    }
    let token = subject.protocol.licence_token;
    let beyond = view(subject.journal, token, &offerCall { offer: facts.offers.len() as u64 + 1 })?;
    check.same("what comes after the last offer", &beyond.price.record, &U256::ZERO);
    let mut offers = Vec::new();
    for seen in &facts.offers {
        let event = &seen.event;
        let offer = view(subject.journal, token, &offerCall { offer: event.offer })?;
        let (count, taken) = sold.get(&event.offer).copied().unwrap_or_default();
        let closed = facts.closed.iter().any(|closed| closed.event.offer == event.offer);
        let granted = terms.iter().find(|terms| terms.id == event.terms).map(|found| grant(&found.terms));
        let expected = granted.map(|granted| made(event, count, taken, closed, granted));
        check.same(&format!("offer {}", event.offer), &Some(&offer), &expected.as_ref());
        let units = works.iter().find(|work| work.id == offer.price.record).map(|work| work.record.units);
        let unit = PriceUnit::from_number(offer.price.unit);
        check.that(unit.is_some() && units.is_some(), || {
            format!("offer {} is for none of the files, or has no price", event.offer)
        });
        let total = unit
            .zip(units)
            .and_then(|(unit, units)| unit.quantity(0, false, units))
            .and_then(|quantity| total(offer.price.unitPrice, quantity));
        check.that(total.is_some() || unit == Some(PriceUnit::PerUse), || {
            format!("offer {} has a price that nobody can pay", event.offer)
        });
        offers.push(OfferFound { number: event.offer, offer, total });
    }
    Ok((offers, check))
}

/// What the licence token has to keep of an offer as it was made.
fn made(event: &OfferCreated, sold: u32, taken: u128, closed: bool, grant: OfferGrant) -> Offer {
    let OfferCreated { record, terms, price, conditions, tiers, epoch, .. } = event;
    let mut kept: [Tier; 4] = core::array::from_fn(|_| Tier { from: 0, unitPrice: 0 });
    for (to, from) in kept.iter_mut().zip(tiers) {
        *to = Tier { from: from.from, unitPrice: from.unitPrice };
    }
    Offer {
        price: OfferPrice {
            record: *record,
            terms: *terms,
            currency: price.currency,
            unitPrice: price.unitPrice,
            unit: price.unit,
            supply: conditions.supply,
            sold,
            opens: conditions.opens,
            closes: conditions.closes,
            buyer: conditions.buyer,
            ceiling: conditions.ceiling,
            taken,
        },
        conditions: OfferConditions {
            epoch: *epoch,
            closed,
            since: conditions.since,
            edition: conditions.edition,
            referrer: conditions.referrer,
            referral: conditions.referral,
            escrow: conditions.escrow,
            upgradesFrom: conditions.upgradesFrom,
        },
        grant,
        tiers: kept,
    }
}

/// What terms grant, as an offer keeps it.
fn grant(terms: &Clauses) -> OfferGrant {
    OfferGrant {
        uses: terms.uses,
        users: terms.users,
        perpetual: terms.perpetual,
        duration: terms.duration,
        derivativeShare: terms.derivativeShare,
        resaleRoyalty: terms.resaleRoyalty,
        transferable: terms.transferable,
        exclusive: terms.exclusive,
        attribution: terms.attribution,
        revocable: terms.revocable,
        notice: terms.notice,
    }
}

fn check_sold(check: &mut Check, event: &Purchased, licence: &Licence, offers: &[OfferFound], terms: &[TermsFound]) {
    let id = event.licence;
    let said = (event.record, event.offer, event.price, event.start, event.perpetual, event.expiry);
    let core = &licence.core;
    let kept = (core.record, core.offer, core.price, core.start, core.perpetual, core.expiry);
    check.same(&format!("what licence {id} holds"), &kept, &said);
    let Some(offer) = offers.iter().find(|offer| offer.number == event.offer) else {
        check.that(false, || format!("licence {id} was sold by no offer"));
        return;
    };
    check.same(&format!("the price of licence {id}"), &Some(event.price), &price(licence, offer));
    check.same(
        &format!("record and terms of licence {id}"),
        &(core.record, core.terms),
        &(offer.offer.price.record, offer.offer.price.terms),
    );
    let Some(TermsFound { terms, .. }) = terms.iter().find(|terms| terms.id == core.terms) else {
        check.that(false, || format!("licence {id} has unknown terms"));
        return;
    };
    let granted = (terms.uses, terms.users, terms.transferable, terms.perpetual);
    let kept = (licence.grant.uses, licence.grant.users, licence.grant.transferable, core.perpetual);
    check.same(&format!("the rights of licence {id}"), &kept, &granted);
    let expiry = if terms.perpetual { Some(0) } else { core.start.checked_add(terms.duration) };
    check.same(&format!("the end of licence {id}"), &Some(core.expiry), &expiry);
}

/// What a licence has to cost: by the uses or the selected works that it is for, else as its offer says.
fn price(licence: &Licence, offer: &OfferFound) -> Option<u128> {
    let quantity = licence.scope.quantity;
    let is_metered = offer.offer.price.unit == PriceUnit::PerUse as u8;
    if licence.scope.metered != is_metered {
        return None;
    }
    if !is_metered && licence.scope.selection.is_zero() {
        return offer.total;
    }
    let reached = offer.offer.tiers.iter().rfind(|tier| tier.from != 0 && quantity >= tier.from);
    total(reached.map_or(offer.offer.price.unitPrice, |tier| tier.unitPrice), quantity)
}

/// One licence, and what is asked of it.
struct Questions<'a> {
    subject: &'a Subject<'a>,
    works: &'a [WorkFound],
    id: U256,
    licence: &'a Licence,
    holder: H160,
    terms: &'a [TermsFound],
}

impl Questions<'_> {
    /// Asks `covers` all that should be covered and much that should not. Answers what it
    /// says of the holder now.
    fn ask(&self, covered: &mut Check, refused: &mut Check) -> Result<u8, Refused> {
        let now = self.subject.journal.chain().now();
        let LicenceCore { record, start, perpetual, expiry, acquiredAt, .. } = self.licence.core;
        let LicenceGrant { uses, users, .. } = self.licence.grant;
        let usual = Question { licence: self.id, record, account: self.holder, user: users, uses, at: now };
        let answer = self.subject.protocol.covers(self.subject.journal, &usual)?;
        let expected = match () {
            () if now < start => Coverage::NotYet,
            () if perpetual || now < expiry => Coverage::Covered,
            () => Coverage::Expired,
        };
        self.compare(covered, "asked about its holder now", answer, expected);
        for bit in bits(uses) {
            self.expect(covered, "asked about one of its uses", Question { uses: bit, ..usual }, expected)?;
        }
        // A licence that follows on another is bought before it begins.
        let first = acquiredAt.max(start);
        let held = Question { at: first, ..usual };
        self.expect(covered, "asked about its first second", held, Coverage::Covered)?;

        let before = Question { at: start.saturating_sub(1), ..usual };
        self.expect(refused, "asked about the second before it began", before, Coverage::NotYet)?;
        if !perpetual {
            let last = Question { at: expiry.saturating_sub(1), ..usual };
            self.expect(covered, "asked about its last second", last, Coverage::Covered)?;
            let end = Question { at: expiry, ..usual };
            self.expect(refused, "asked about its end", end, Coverage::Expired)?;
        }
        if acquiredAt > start {
            let then = Question { at: start, ..usual };
            self.expect(refused, "asked about the time of an earlier holder", then, Coverage::HeldByAnotherThen)?;
        }
        let good = if expected == Coverage::Covered { now } else { first };
        let usual = Question { at: good, ..usual };
        for bit in bits(ALL_USES & !uses) {
            let question = Question { uses: bit, ..usual };
            self.expect(refused, "asked about a use it does not license", question, Coverage::UseNotLicensed)?;
        }
        for bit in bits(u16::from(ALL_USERS & !users)) {
            let question = Question { user: bit as u8, ..usual };
            self.expect(refused, "asked about a user it does not license", question, Coverage::UserNotLicensed)?;
        }
        for account in self.subject.journal.opening().keys().filter(|account| **account != self.holder) {
            let question = Question { account: *account, ..usual };
            self.expect(refused, "asked about somebody else", question, Coverage::NotHolder)?;
        }
        let other_works = self.works.iter().filter(|work| work.id != record).map(|work| work.id);
        let altered = self.works.iter().filter_map(|work| work.altered).map(U256::from_be_bytes);
        for other in other_works.chain(altered) {
            let question = Question { record: other, ..usual };
            self.expect(refused, "asked about another work", question, Coverage::OtherRecord)?;
        }
        self.check_documents(covered);
        Ok(answer)
    }

    /// A buyer must be able to say what was licensed.
    fn check_documents(&self, covered: &mut Check) {
        let known = self.terms.iter().any(|terms| terms.id == self.licence.core.terms);
        covered.that(known, || format!("licence {} has terms that nobody published", self.id));
    }

    fn expect(&self, check: &mut Check, what: &str, question: Question, expected: Coverage) -> Result<(), Refused> {
        let answer = self.subject.protocol.covers(self.subject.journal, &question)?;
        self.compare(check, what, answer, expected);
        Ok(())
    }

    fn compare(&self, check: &mut Check, what: &str, answer: u8, expected: Coverage) {
        check.that(answer == expected as u8, || {
            format!(
                "licence {}, {what}, answers \"{}\", not \"{}\"",
                self.id,
                coverage(answer),
                coverage(expected as u8)
            )
        });
    }
}

/// An answer of `covers` in words.
pub(crate) fn coverage(answer: u8) -> &'static str {
    Coverage::ALL.iter().find(|(coverage, _)| *coverage as u8 == answer).map_or("an unknown answer", |(_, words)| words)
}

fn bits(set: u16) -> impl Iterator<Item = u16> {
    (0..u16::BITS).map(|bit| 1 << bit).filter(move |bit| set & bit != 0)
}
