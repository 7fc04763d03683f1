//! What nobody may do: messages that are a module's alone, and binding once more.

use crate::{
    base::Actor,
    life::{Chance, Expect, Life, Outcome},
};
use alloy_primitives::{Address, B256, U256};
use story::{
    abi::{
        LicenceToken::{self, Follows, Item, PushedRecord},
        ProvenanceRegistry as Registry,
        RoyaltySplitter::{self, Buyer, Due, Money, To},
    },
    calls::address,
};

impl Life<'_> {
    /// Somebody tries a message that is a module's alone.
    pub(crate) fn intrude(&mut self, chance: &mut Chance) -> Outcome {
        let all =
            [self.base.stranger.clone(), self.base.thief.clone(), self.base.deployer.clone(), self.somebody(chance)];
        let who: Actor = all[chance.below(all.len())].clone();
        let (ours, record) = (self.base.protocol, self.some_record(chance));
        let (me, it) = (address(who.address), U256::from(1));
        let what = chance.below(12);
        self.say(format!("intrusion {what} by {}", who.name));
        let to = To { record, generation: 1, version: 0, owner: me, parentsShare: 0 };
        let no = Expect::Refused;
        match what {
            0 => self.tries(
                &who,
                ours.registry,
                &Registry::admitCall {
                    registrant: me,
                    commitment: B256::ZERO,
                    at: 1,
                    block: 1,
                    catalogue: U256::ZERO,
                    works: Vec::new().into(),
                },
                no,
            ),
            1 => self.tries(
                &who,
                ours.registry,
                &Registry::changeCall { record, change: chance.below(6) as u8, account: me, at: 0 },
                no,
            ),
            2 => {
                let state = PushedRecord {
                    owner: me,
                    epoch: 9,
                    generation: 1,
                    units: 1,
                    parentsShare: 0,
                    withdrawnFrom: 0,
                    standing: 0,
                };
                self.tries(&who, ours.licence_token, &LicenceToken::pushRecordCall { record, state }, no)
            }
            3 => self.tries(
                &who,
                ours.licence_token,
                &LicenceToken::pushSplitCall { record, version: 7, nextVersion: 0, appliesAt: 0 },
                no,
            ),
            4 => self.tries(
                &who,
                ours.licence_token,
                &LicenceToken::admitOfferCall { id: chance.below(3) as u64, fields: vec![0; 1_400].into() },
                no,
            ),
            5 => {
                let follows = Follows { licence: it, way: 1, start: 1, upgradesFrom: B256::ZERO, credit: u128::MAX };
                let item = Item { offer: 1, quantity: 0, selection: B256::ZERO };
                self.tries(
                    &who,
                    ours.licence_token,
                    &LicenceToken::sellToCall { buyer: me, follows, item, maxTotal: 0, buyerReference: B256::ZERO },
                    no,
                )
            }
            6 => self.tries(&who, ours.licence_token, &LicenceToken::amendCall { licence: it, status: 16, end: 1 }, no),
            7 => {
                let money = Money { currency: Address::ZERO, amount: 0 };
                let buyer = Buyer { account: me, payOut: true };
                self.tries(
                    &who,
                    ours.splitter,
                    &RoyaltySplitter::depositCall { to, money, buyer, referrer: me, referral: 1_000 },
                    no,
                )
            }
            8 => {
                let from = Due {
                    record,
                    generation: 1,
                    ledger: 0,
                    owner: me,
                    currency: Address::ZERO,
                    position: 0,
                    share: 10_000,
                };
                self.tries(
                    &who,
                    ours.splitter,
                    &RoyaltySplitter::moveDueCall { from, to, bystander: me, referrer: me, referral: 0 },
                    no,
                )
            }
            9 => {
                let payees = [me.as_slice(), &10_000u16.to_le_bytes()].concat().into();
                self.tries(
                    &who,
                    ours.splitter,
                    &RoyaltySplitter::putSplitCall { record, generation: 1, version: 1, head: B256::ZERO, payees },
                    no,
                )
            }
            10 => self.bind_again(&who),
            _ => {
                // The deployer has no more to say than anybody else.
                let deployer = self.base.deployer.clone();
                self.bind_again(&deployer)
            }
        }
    }

    fn tries(&mut self, who: &Actor, to: chain::H160, call: &impl alloy_sol_types::SolCall, expect: Expect) -> Outcome {
        self.attempt(who, to, call, 0, expect).map(|_| ())
    }

    /// Binding once more.
    fn bind_again(&mut self, who: &Actor) -> Outcome {
        let (ours, codes) = (self.base.protocol, self.base.codes.clone());
        let known = |contract| (address(contract), B256::from(codes[&contract].0));
        let [registry, token, splitter] = [ours.registry, ours.licence_token, ours.splitter].map(known);
        let [catalogues, reservations, arbitration] = [ours.catalogues, ours.reservations, ours.arbitration].map(known);
        let call = Registry::bindCall {
            licenceToken: token.0,
            licenceTokenCode: token.1,
            catalogues: catalogues.0,
            cataloguesCode: catalogues.1,
            reservations: reservations.0,
            reservationsCode: reservations.1,
            arbitration: arbitration.0,
            arbitrationCode: arbitration.1,
        };
        self.tries(who, ours.registry, &call, Expect::Refused)?;
        let [registry, splitter, offers, deals, metadata] =
            [registry, splitter, known(ours.offers), known(ours.deals), known(ours.licence_metadata)]
                .map(|(account, code)| LicenceToken::Binding { account, code });
        self.tries(
            who,
            ours.licence_token,
            &LicenceToken::bindCall { registry, splitter, offers, deals, metadata },
            Expect::Refused,
        )
    }
}
