import { encode } from "uqr";

/** One path of dark squares, a unit each. */
const pathOf = (rows: readonly (readonly boolean[])[]): string =>
  rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");

/** A QR code as a drawing in the page; nothing of it leaves the browser. */
export function QrCode(props: { text: string; label: string }) {
  const code = () => encode(props.text, { ecc: "M", border: 4 });
  return (
    <svg class="qr" viewBox={`0 0 ${code().size} ${code().size}`} role="img" aria-label={props.label}>
      <path d={pathOf(code().data)} />
    </svg>
  );
}
