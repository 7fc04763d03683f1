//! Short ways to bring money, to have it paid, and to see what a ledger says.

use crate::market::{Market, ORION, STRANGER, evm, tokens};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolEvent};
use chain::{Account, Chain, EVM_UNITS_PER_PLANCK, H160, Receipt, TOKEN, runtime::constants::MAXIMUM_BLOCK_WEIGHT};
use rules::{challenge::Decision, limits::ANSWER_WINDOW};
use story::{
    abi::{
        Arbitration, RoyaltySplitter as Splitter, Settlements,
        Statements::{self, Row},
    },
    calls::{Done, Refused, address, event, send, view},
    protocol::NATIVE,
};
use tokens::{ERC20, Habit, Token};

/// Divisible by nothing that matters here: neither by the size of a planck nor by 10 000.
pub(crate) const ODD: u128 = 123_456_789_012_345_677;

/// Of whole planck.
pub(crate) const WHOLE: u128 = 1_234_567_891 * EVM_UNITS_PER_PLANCK;

/// Asserts that a call took less than half of what a block may use of time and proof.
#[track_caller]
pub(crate) fn within_half_a_block(receipt: &Receipt) {
    let (used, block) = (receipt.weight, MAXIMUM_BLOCK_WEIGHT);
    assert!(used.ref_time() * 2 < block.ref_time(), "{} ps of {}", used.ref_time(), block.ref_time());
    assert!(used.proof_size() * 2 < block.proof_size(), "{} bytes of {}", used.proof_size(), block.proof_size());
}

/// The events of one kind in a receipt.
pub(crate) fn events<E: SolEvent>(receipt: &Receipt) -> Vec<E> {
    receipt.events.iter().filter_map(event).collect()
}

/// Who was paid how much, as the events say.
pub(crate) fn paid(receipt: &Receipt) -> Vec<(Address, u128)> {
    events::<Splitter::Released>(receipt).iter().map(|event| (event.payee, event.amount)).collect()
}

/// The size of an existential deposit in EVM units.
pub(crate) fn existential(chain: &Chain) -> u128 {
    chain.existential_deposit() * EVM_UNITS_PER_PLANCK
}

/// A ledger that an account is paid from.
pub(crate) fn source(record: U256, generation: u32, version: u32, currency: Address) -> Splitter::Source {
    Splitter::Source { record, generation, version, currency }
}

/// Pays the caller's due to somebody, as a call.
pub(crate) fn sending(ledger: &Splitter::Source, to: H160) -> Splitter::releaseToCall {
    let Splitter::Source { record, generation, version, currency } = *ledger;
    Splitter::releaseToCall { record, generation, version, currency, to: address(to) }
}

/// A deposit as a call.
pub(crate) fn bringing(record: U256, currency: Address, amount: u128) -> Settlements::depositCall {
    Settlements::depositCall { record, currency, amount }
}

impl Market<'_> {
    /// Orion pays this much for a record, in EVM units or in a token of which the splitter may
    /// take that.
    pub(crate) fn bring(&mut self, record: U256, currency: Address, amount: u128) -> Result<Receipt, Refused> {
        let value = if currency == NATIVE { amount } else { 0 };
        let to = self.protocol.settlements;
        Ok(send(self.chain, &ORION, to, &bringing(record, currency, amount), value)?.receipt)
    }

    /// A token of which Orion has this much, and lets the splitter take it.
    pub(crate) fn token(&mut self, habit: &Habit, amount: u128) -> H160 {
        let token = Token::deploy(self.chain, &STRANGER, habit);
        Token::mint(self.chain, &STRANGER, token, ORION.address(), amount);
        let approve = ERC20::approveCall { spender: address(self.protocol.splitter), value: U256::from(amount) };
        self.chain.call(&ORION, token, approve.abi_encode(), 0).unwrap();
        token
    }

    /// Pays an account all that it is due to somebody else.
    pub(crate) fn release_to(
        &mut self,
        who: &Account,
        ledger: &Splitter::Source,
        to: H160,
    ) -> Result<Done<u128>, Refused> {
        send(self.chain, who, self.protocol.splitter, &sending(ledger, to), 0)
    }

    /// Pays an account from many ledgers.
    pub(crate) fn release_many(
        &mut self,
        who: &Account,
        payee: H160,
        ledgers: &[Splitter::Source],
    ) -> Result<Done<()>, Refused> {
        let call = Splitter::releaseManyCall { payee: address(payee), ledgers: ledgers.to_vec() };
        let done = send(self.chain, who, self.protocol.splitter, &call, 0)?;
        Ok(Done { value: (), receipt: done.receipt })
    }

    /// Pays everybody of a ledger.
    pub(crate) fn distribute(
        &mut self,
        who: &Account,
        ledger: &Splitter::Source,
        owner: H160,
    ) -> Result<Receipt, Refused> {
        let Splitter::Source { record, generation, version, currency } = *ledger;
        let call = Splitter::distributeCall { record, generation, version, owner: address(owner), currency };
        Ok(send(self.chain, who, self.protocol.splitter, &call, 0)?.receipt)
    }

    /// Gives a payee's place to somebody.
    pub(crate) fn move_payee(
        &mut self,
        who: &Account,
        record: U256,
        (generation, version): (u32, u32),
        to: H160,
    ) -> Result<Done<()>, Refused> {
        let call = Settlements::movePayeeCall { record, generation, version, to: address(to) };
        let done = send(self.chain, who, self.protocol.settlements, &call, 0)?;
        Ok(Done { value: (), receipt: done.receipt })
    }

    /// Settles a line of descent.
    pub(crate) fn settle_path(
        &mut self,
        who: &Account,
        (child, generation): (U256, u32),
        path: &[U256],
        currency: Address,
    ) -> Result<Done<u128>, Refused> {
        let call = Settlements::settlePathCall { child, generation, path: path.to_vec(), currency };
        send(self.chain, who, self.protocol.settlements, &call, 0)
    }

    /// The payees of a version with their shares.
    pub(crate) fn payees_of(&self, record: U256, generation: u32, version: u32) -> Vec<(H160, u16)> {
        let call = Splitter::payeesCall { record, generation, version };
        let payees = view(self.chain, self.protocol.splitter, &call).unwrap();
        payees.into_iter().map(|payee| (H160(payee.account.into_array()), payee.share)).collect()
    }

    /// The versions of a split.
    pub(crate) fn versions_of(&self, record: U256) -> Splitter::Versions {
        view(self.chain, self.protocol.splitter, &Splitter::versionsCall { record, generation: 1 }).unwrap()
    }

    /// What a whole ledger says.
    pub(crate) fn statement(&self, ledger: &Splitter::Source, owner: H160) -> Statements::statementReturn {
        let Splitter::Source { record, generation, version, currency } = *ledger;
        let call = Statements::statementCall { record, generation, version, owner: address(owner), currency };
        view(self.chain, self.protocol.statements, &call).unwrap()
    }

    /// What the splitter owes of a currency.
    pub(crate) fn owed(&self, currency: Address) -> u128 {
        self.protocol.owed_in(currency, self.chain).unwrap()
    }

    /// A wallet that is paid with a habit.
    pub(crate) fn wallet(&mut self, habit: &evm::Habit) -> H160 {
        self.deploy(&evm::wallet(habit)).unwrap()
    }

    /// A wallet calls a contract. Gives the data with which it was refused.
    pub(crate) fn through(&mut self, wallet: H160, to: H160, call: &impl SolCall) -> Result<Receipt, Vec<u8>> {
        let result = self.chain.call(&STRANGER, wallet, evm::through(to, &call.abi_encode()), 0);
        result.map_err(|failure| failure.revert_data().unwrap_or_default().to_vec())
    }

    /// Challenges a record of a market with an arbiter. Gives the challenge's number.
    pub(crate) fn challenge(&mut self, who: &Account, record: U256) -> Result<u64, Refused> {
        let to = self.protocol.arbitration;
        let bond = view(self.chain, to, &Arbitration::bondOfCall { record, challenger: address(who.address()) })?;
        let call = Arbitration::openChallengeCall { record, evidence: [5; 32].into() };
        Ok(send(self.chain, who, to, &call, bond)?.value)
    }

    /// The arbiter decides as soon as they may.
    pub(crate) fn decide(&mut self, arbiter: &Account, challenge: u64, decision: Decision) -> Result<(), Refused> {
        self.chain.advance_time(ANSWER_WINDOW);
        let call = Arbitration::decideChallengeCall { challenge, decision: decision as u8, heir: Address::ZERO };
        send(self.chain, arbiter, self.protocol.arbitration, &call, 0)?;
        Ok(())
    }
}

/// A payee's line of a statement.
pub(crate) fn row(payee: H160, share: u16, earned: u128, released: u128) -> Row {
    Row { payee: address(payee), share, earned, released, due: earned - released }
}

/// Somebody who decides, and has money.
pub(crate) fn arbiter() -> Account {
    Account::ethereum("Arbiter")
}

/// So much that a test need not count it.
pub(crate) const PLENTY: u128 = 1_000 * TOKEN;
