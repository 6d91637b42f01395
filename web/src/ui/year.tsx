import { SelectField } from "./choice";

/** A year of the last ten. */
export const YearField = (props: {
  label?: string;
  value: number;
  newest: number;
  onChange: (year: number) => void;
}) => (
  <SelectField
    label={props.label ?? "年度"}
    name="year"
    class="no-print"
    value={String(props.value)}
    onChange={(year) => props.onChange(Number(year))}
    options={Array.from({ length: 10 }, (_, i) => String(props.newest - i)).map((year) => ({
      value: year,
      label: `${year} 年`,
    }))}
  />
);
