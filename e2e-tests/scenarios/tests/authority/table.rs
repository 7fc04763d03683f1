//! Which message may change what is not its caller's, how, and why. What is not here is allowed to nobody: a
//! message of tomorrow has no entry until somebody writes down a reason.

use crate::cells::Change;
use crate::checks::{
    Check, announced_anew, answer, by_arbiter, by_manager, by_trusted, claimed, closed, counts_up, credit_falls,
    credit_rises, ended, fresh, has_more, income, licensed_longer, lost_one_more, new_or_taken_over, one_less_open,
    one_more_open, one_more_or_less, own_due, own_place, paid, revoked, sold, standing, sums,
};
use crate::rule::Case;
use std::collections::BTreeSet;

/// What some messages may do.
pub(crate) struct Entry {
    /// `Contract.message`.
    pub(crate) messages: &'static [&'static str],
    /// `Contract.field` with what it may become. And of money, which is no field: `contract`: a new one; `direct`:
    /// somebody is paid with the caller's own money, or with what the caller was due; `credit`: somebody is due
    /// more, or has another's place; `own money`: the caller gets what waited for it elsewhere.
    pub(crate) effects: &'static [(&'static str, Check)],
    /// Why that harms nobody.
    pub(crate) why: &'static str,
}

/// All that is allowed.
pub(crate) const ALLOWED: &[Entry] = &[
    Entry {
        messages: &[
            "Registry.register",
            "Catalogues.registerMany",
            "Catalogues.registerCatalogue",
            "Catalogues.registerLeaf",
        ],
        effects: &[
            ("Registry.root", counts_up),
            ("Registry.records", new_or_taken_over),
            ("Registry.links", new_or_taken_over),
            ("Registry.accounts", has_more),
        ],
        why: "Anyone registers what nobody has, for whom they name.",
    },
    Entry {
        messages: &["Catalogues.registerCatalogue"],
        effects: &[("Catalogues.heads", fresh)],
        why: "A catalogue that is new.",
    },
    Entry {
        messages: &["Registry.register"],
        effects: &[("Registry.accounts", one_more_or_less)],
        why: "An older commitment takes a record over that somebody registered in a hurry; they have one less then.",
    },
    Entry {
        messages: &["Registry.approve", "Registry.transferFrom", "Registry.safeTransferFrom"],
        effects: &[("Registry.records", by_trusted)],
        why: "Whom the owner approved or made an operator.",
    },
    Entry {
        messages: &["Registry.transferFrom", "Registry.safeTransferFrom"],
        effects: &[("Token.sale_states", by_trusted)],
        why: "The same: sales learn of it at once.",
    },
    Entry {
        messages: &["Registry.transferFrom", "Registry.safeTransferFrom", "Encumbrances.transfer"],
        effects: &[("Registry.accounts", one_more_or_less)],
        why: "Who is given a record has one more, and whose deputy gives it one less.",
    },
    Entry {
        messages: &["Token.approve", "Token.transferFrom", "Token.safeTransferFrom"],
        effects: &[("Token.licences", by_trusted)],
        why: "Whom the holder approved or made an operator.",
    },
    Entry {
        messages: &["Token.transferFrom", "Token.safeTransferFrom"],
        effects: &[("Token.accounts", one_more_or_less)],
        why: "Who is given a licence has one more, and whose deputy gives it one less.",
    },
    Entry {
        messages: &["Token.purchase", "Token.purchaseMany"],
        effects: &[("Token.licences", fresh), ("Token.accounts", has_more)],
        why: "A licence is bought for whom the buyer names.",
    },
    Entry {
        messages: &["Token.purchase", "Token.purchaseMany", "Deals.renew", "Deals.extend", "Deals.upgrade"],
        effects: &[
            ("Token.root", counts_up),
            ("Token.offers", sold),
            ("Token.sale_states", licensed_longer),
            ("Splitter.ledgers", income),
            ("Splitter.root", sums),
            ("Splitter.tokens_owed", sums),
            ("Splitter.balance", sums),
            ("direct", sums),
        ],
        why: "The buyer pays what an offer asks: it has sold more, and its record's payees are paid or are due more.",
    },
    Entry {
        messages: &["Splitter.release", "Splitter.releaseMany", "Splitter.distribute"],
        effects: &[
            ("Splitter.ledgers", paid),
            ("Splitter.root", sums),
            ("Splitter.tokens_owed", sums),
            ("Splitter.balance", sums),
        ],
        why: "Anyone has a payee paid: its due falls by exactly what its balance rises.",
    },
    Entry {
        messages: &["Splitter.releaseTo"],
        effects: &[
            ("Splitter.ledgers", own_due),
            ("Splitter.root", sums),
            ("Splitter.tokens_owed", sums),
            ("Splitter.balance", sums),
            ("direct", sums),
        ],
        why: "A payee has its own due sent where it says.",
    },
    Entry {
        messages: &["Settlements.setSplit"],
        effects: &[("Splitter.payees", announced_anew)],
        why: "An owner names other payees before a version applies; those named first have earned nothing.",
    },
    Entry {
        messages: &["Settlements.movePayee"],
        effects: &[("Splitter.payees", own_place), ("credit", sums)],
        why: "A payee gives its own place away, with what was paid and is due there.",
    },
    Entry {
        messages: &["Settlements.settle", "Settlements.settlePath", "Settlements.moveHeld"],
        effects: &[
            ("Splitter.ledgers", paid),
            ("Splitter.ledgers", income),
            ("Splitter.root", sums),
            ("Splitter.balance", sums),
        ],
        why: "Anyone moves income to where it belongs; who is paid there is paid its due.",
    },
    Entry {
        messages: &["Settlements.deposit"],
        effects: &[
            ("Splitter.ledgers", income),
            ("Splitter.root", sums),
            ("Splitter.tokens_owed", sums),
            ("Splitter.balance", sums),
        ],
        why: "Anyone pays for a record.",
    },
    Entry { messages: &["Inbox.wycpnbqcyf"], effects: &[("Inbox.balance", sums)], why: "Anyone pays into an inbox." },
    Entry {
        messages: &["Inbox.sync"],
        effects: &[
            ("Inbox.balance", sums),
            ("Splitter.ledgers", income),
            ("Splitter.root", sums),
            ("Splitter.tokens_owed", sums),
            ("Splitter.balance", sums),
        ],
        why: "Anyone has an inbox hand its money on to its record's ledger.",
    },
    Entry { messages: &["Pool.wycpnbqcyf"], effects: &[("Pool.balance", sums)], why: "Anyone pays into a pool." },
    Entry {
        messages: &["Pool.claim", "Pool.claimMany"],
        effects: &[("Pool.claimed", claimed)],
        why: "Anyone has a place of a pool paid: what was paid there rises by exactly what its account gets.",
    },
    Entry {
        messages: &["Pool.claim", "Pool.claimMany", "Pool.claimTo"],
        effects: &[("Pool.root", counts_up), ("Pool.tokens_claimed", sums), ("Pool.balance", sums)],
        why: "The pool's own sums of what was claimed.",
    },
    Entry {
        messages: &["Pool.claimTo"],
        effects: &[("direct", sums)],
        why: "A place's account has its due sent away.",
    },
    Entry {
        messages: &["Receivers.openPool", "Receivers.openInbox"],
        effects: &[("contract", sums)],
        why: "Anyone opens one, of nobody's or of the record's.",
    },
    Entry {
        messages: &["Receivers.openInbox"],
        effects: &[("Receivers.inboxes", fresh)],
        why: "Anyone opens a record's inbox, once.",
    },
    Entry { messages: &["Book.publishTerms"], effects: &[("Book.terms", fresh)], why: "Anyone publishes terms." },
    Entry {
        messages: &["Arbitration.openChallenge"],
        effects: &[
            ("Arbitration.root", counts_up),
            ("Arbitration.balance", sums),
            ("Arbitration.challenges", fresh),
            ("Arbitration.evidence", fresh),
            ("Arbitration.outcomes", one_more_open),
            ("Registry.records", standing),
            ("Token.sale_states", standing),
        ],
        why: "Anyone with the bond: the record's standing, and nothing else of it.",
    },
    Entry {
        messages: &["Arbitration.answerChallenge"],
        effects: &[("Arbitration.challenges", answer)],
        why: "The owner's answer to a challenge that the challenger has a part in.",
    },
    Entry {
        messages: &["Arbitration.decideChallenge"],
        effects: &[
            ("Arbitration.root", by_arbiter),
            ("Arbitration.challenges", by_arbiter),
            ("Arbitration.outcomes", by_arbiter),
            ("Arbitration.credits", by_arbiter),
            ("Arbitration.lost", by_arbiter),
            ("Registry.records", by_arbiter),
            ("Registry.accounts", by_arbiter),
            ("Token.sale_states", by_arbiter),
            ("credit", sums),
        ],
        why: "The arbiter decides on what was challenged.",
    },
    Entry {
        messages: &["Arbitration.expireChallenge"],
        effects: &[
            ("Arbitration.root", sums),
            ("Arbitration.challenges", closed),
            ("Arbitration.outcomes", one_less_open),
            ("Arbitration.lost", lost_one_more),
            ("Arbitration.credits", credit_rises),
            ("Registry.records", standing),
            ("credit", sums),
        ],
        why: "Anyone ends a challenge that the arbiter let lie, as rejected.",
    },
    Entry {
        messages: &["Arbitration.reclaimBond"],
        effects: &[("Arbitration.challenges", closed), ("Arbitration.credits", credit_rises), ("credit", sums)],
        why: "Anyone has the bond given back of a challenge that another one ended.",
    },
    Entry {
        messages: &["Arbitration.collect"],
        effects: &[("Arbitration.root", sums), ("Arbitration.credits", credit_falls), ("Arbitration.balance", sums)],
        why: "Anyone has an account paid what it is due.",
    },
    Entry { messages: &["Offers.createOffer"], effects: &[("Token.root", counts_up)], why: "The number of offers." },
    Entry {
        messages: &["Offers.createOffer", "Offers.closeOffer"],
        effects: &[("Token.offers", by_manager)],
        why: "Whom the owner made the manager.",
    },
    Entry {
        messages: &["Deals.revoke"],
        effects: &[("Token.licences", revoked), ("Splitter.root", sums), ("Splitter.balance", sums)],
        why: "The licensor, where the terms allow it, with the refund.",
    },
    Entry {
        messages: &["Deals.collectRefund", "Deals.settleEscrow"],
        effects: &[
            ("Token.licences", ended),
            ("Splitter.ledgers", paid),
            ("Splitter.ledgers", income),
            ("Splitter.root", sums),
            ("Splitter.balance", sums),
        ],
        why: "Anyone has a refund paid to its holder, or a price that waited to where it belongs.",
    },
];

/// A table in use: it remembers what of it was needed.
pub(crate) struct Table {
    entries: &'static [Entry],
    used: BTreeSet<(usize, usize)>,
}

impl Table {
    pub(crate) fn of(entries: &'static [Entry]) -> Self {
        Self { entries, used: BTreeSet::new() }
    }

    fn find(&mut self, message: &str, name: &str, is_right: impl Fn(Check) -> bool) -> bool {
        for (number, entry) in self.entries.iter().enumerate() {
            if !entry.messages.contains(&message) {
                continue;
            }
            for (place, (effect, check)) in entry.effects.iter().enumerate() {
                if *effect == name && is_right(*check) {
                    self.used.insert((number, place));
                    return true;
                }
            }
        }
        false
    }

    /// Whether the table has such an effect at all.
    pub(crate) fn allows(&mut self, message: &str, name: &str) -> bool {
        self.find(message, name, |_| true)
    }

    /// Whether the table has the effect, and the change is one.
    pub(crate) fn check(&mut self, case: &Case<'_>, change: &Change) -> bool {
        self.find(&case.message, &change.name(), |check| check(case, change))
    }

    /// The effects that nothing needed: a permission that nobody uses is one too many.
    pub(crate) fn unused(&self) -> Vec<String> {
        let all = self
            .entries
            .iter()
            .enumerate()
            .flat_map(|(number, entry)| (0..entry.effects.len()).map(move |place| (number, place)));
        all.filter(|place| !self.used.contains(place))
            .map(|(number, place)| {
                format!("{:?} {}", self.entries[number].messages, self.entries[number].effects[place].0)
            })
            .collect()
    }
}
