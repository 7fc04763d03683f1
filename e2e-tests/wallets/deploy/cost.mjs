// What a deployment costs, before it is sent. A contract that is told of another can only be tried when that
// one is there; what it costs follows from its size.

/** Gas by bytes of code: the line through what two contracts of different size take. */
export function line([small, large]) {
  const perByte = Math.max(0, (large.gas - small.gas) / (large.bytes - small.bytes))
  return (bytes) => Math.ceil(small.gas + (bytes - small.bytes) * perByte)
}

/** An amount of 18 decimals, cut off after four. */
export function units(amount, symbol) {
  const whole = amount / 10n ** 18n
  const part = ((amount % 10n ** 18n) / 10n ** 14n).toString().padStart(4, '0')
  return `${whole.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ' ')}.${part} ${symbol}`
}
