/** An exact amount: formatted for the reader, never rounded. */
export function MoneyAmount({
  money,
}: {
  readonly money: { readonly amount: string; readonly currency: string } | null | undefined;
}) {
  if (money == null) return null;
  const digits = money.amount.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return <span className="numeric">{format.format(money.amount as `${number}`)}</span>;
}
