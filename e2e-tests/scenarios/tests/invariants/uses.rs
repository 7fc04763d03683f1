//! What licensees declare of their runs, and record of their uses.

use crate::life::{Chance, Expect, Life, Outcome};
use alloy_primitives::{B256, U256};
use story::{
    abi::UsageLedger,
    calls::{address, h160},
};

impl Life<'_> {
    /// Somebody declares a run, or its model; each once.
    pub(crate) fn declare(&mut self, chance: &mut Chance) -> Outcome {
        let who = self.somebody(chance);
        let ledger = self.base.protocol.usage_ledger;
        let run = B256::repeat_byte(1 + chance.below(4) as u8);
        let known = self.tale.runs.get(&(address(who.address), run)).cloned();
        self.say(format!("run {run} of {}", who.name));
        if known.is_some() && chance.once_in(2) {
            let open = known.is_some_and(|known| known.model.is_zero());
            let call = UsageLedger::declareModelCall { run, model: B256::repeat_byte(chance.below(3) as u8) };
            let wrong = !open || call.model.is_zero();
            self.attempt(&who, ledger, &call, 0, if wrong { Expect::Refused } else { Expect::Done })?;
            return Ok(());
        }
        let call = UsageLedger::declareRunCall {
            run,
            manifest: B256::repeat_byte(chance.number() as u8 | 1),
            count: chance.below(5) as u64,
            model: B256::repeat_byte(chance.below(2) as u8),
            uses: 1 + chance.below(1_023) as u16,
        };
        let wrong = known.is_some() || call.count == 0;
        self.attempt(&who, ledger, &call, 0, if wrong { Expect::Refused } else { Expect::Done })?;
        Ok(())
    }

    /// A holder records a use; or somebody else does, or for what is not licensed, or more than is left.
    pub(crate) fn record_use(&mut self, chance: &mut Chance) -> Outcome {
        let metered: Vec<usize> =
            (0..self.seen.licences.len()).filter(|place| self.seen.licences[*place].scope.metered).collect();
        let metered = chance.pick(&metered).filter(|_| chance.once_in(2));
        let some = metered.map(|place| (U256::from(place + 1), self.seen.licences[place].clone()));
        let Some((licence, found)) = some.or_else(|| self.some_licence(chance)) else { return Ok(()) };
        let holder = h160(found.core.owner);
        let who = self.by(chance, holder);
        let uses = if chance.once_in(4) { 1 + chance.below(1_023) as u16 } else { found.grant.uses };
        let units = chance.below(4) as u64;
        self.say(format!("recordUse of {units} of {licence} by {}", who.name));
        let (now, core) = (self.now(), &found.core);
        let runs = core.start <= now && (core.perpetual || now < core.expiry);
        let used = self.tale.used.get(&licence).map_or(0, |used| used.used);
        let left = !found.scope.metered || used + units <= found.scope.quantity;
        let covered = who.address == holder && runs && uses & !found.grant.uses == 0;
        let wrong = units == 0 || !covered || !left;
        let call = UsageLedger::recordUseCall { licence, run: B256::repeat_byte(1), uses, units };
        let expect = Expect::unless(wrong, Expect::Done);
        self.attempt(&who, self.base.protocol.usage_ledger, &call, 0, expect)?;
        Ok(())
    }
}
