import { type JSX, Show } from "solid-js";
import { checkIdNumber } from "#shared/members/id-number";
import * as names from "#shared/members/labels";
import type { Branch } from "#shared/org/schema";
import type { Form } from "../../lib/form";
import { today } from "../../lib/session";
import { Checkbox, optionsOf, RadioGroup, SelectField } from "../../ui/choice";
import { DateField, TextArea, TextField } from "../../ui/field";
import type { MemberValues } from "./values";

type Props = { form: Form<MemberValues>; groups: Branch["groups"]; isEditing?: boolean };

/** The fields of a member: what everybody has first, the rest folded. */
export function MemberFields(props: Props) {
  const field = <K extends keyof MemberValues & string>(name: K) => props.form.field(name);
  const dates = "可以只填到月，例如 1998-07";
  /** A correct number fills in sex and birthday. */
  const typeNumber = (text: string) => {
    props.form.set("idNumber", text);
    const checked = checkIdNumber(text);
    if (checked.ok) props.form.set({ sex: checked.sex, birthDate: checked.birthDate });
  };
  const groups = () =>
    props.groups.filter((group) => group.closedOn === null).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <div class="form-row">
        <TextField label="姓名" {...field("name")} required />
        <TextField
          label="公民身份号码"
          {...field("idNumber")}
          onChange={typeNumber}
          hint={props.isEditing ? "遮住的号码不改就保持原样" : "填好后自动得出性别和出生日期"}
          maxLength={24}
        />
        <RadioGroup label="性别" {...field("sex")} options={optionsOf(names.sexNames)} />
        <DateField label="出生日期" {...field("birthDate")} max={today()} />
        <SelectField label="民族" {...field("ethnicity")} empty="未填写" options={optionsOf(names.ethnicityNames)} />
        <SelectField label="人员类别" {...field("stage")} options={optionsOf(names.stageNames)} required />
        <TextField label="加入党组织日期" {...field("joinedOn")} hint={dates} placeholder="2010-07-01" />
        <TextField label="转为正式党员日期" {...field("convertedOn")} hint={dates} placeholder="2011-07-01" />
        <SelectField label="学历" {...field("education")} empty="未填写" options={optionsOf(names.educationNames)} />
        <SelectField label="工作岗位" {...field("job")} empty="未填写" options={optionsOf(names.jobNames)} />
        <SelectField label="党小组" {...field("groupId")} empty="未编组" options={groups()} />
        <TextField label="联系电话" {...field("phone")} inputMode="tel" />
        <TextField label="家庭住址" {...field("address")} />
      </div>
      <Fold
        title="免于参加、失联、流动、停止党籍"
        open={
          props.form.values.isExcused ||
          props.form.values.isLost ||
          props.form.values.isFloating ||
          props.form.values.standing !== "normal"
        }
      >
        <SelectField
          label="党籍状态"
          {...field("standing")}
          onChange={(value) => props.form.set("standing", value ?? "normal")}
          options={optionsOf(names.standingNames)}
        />
        <Checkbox label="年老、患病等，免于参加活动和学时要求" {...field("isExcused")} />
        <Show when={props.form.values.isExcused}>
          <div class="form-row">
            <TextField
              label="原因"
              {...field("excusedReason")}
              name="excused/reason"
              error={props.form.error("excused/reason")}
              required
            />
            <DateField
              label="起始日期"
              {...field("excusedFrom")}
              name="excused/from"
              error={props.form.error("excused/from")}
              required
            />
            <DateField
              label="截止日期"
              {...field("excusedTo")}
              name="excused/to"
              error={props.form.error("excused/to")}
              hint="不填表示长期"
            />
          </div>
        </Show>
        <Checkbox label="失联党员" {...field("isLost")} />
        <Show when={props.form.values.isLost}>
          <div class="form-row">
            <DateField
              label="失联日期"
              {...field("lostOn")}
              name="lost/on"
              error={props.form.error("lost/on")}
              max={today()}
            />
            <SelectField
              label="失联情形"
              {...field("lostReason")}
              empty="未填写"
              options={optionsOf(names.lostReasonNames)}
            />
          </div>
        </Show>
        <Checkbox label="流动党员（外出 6 个月以上、未转组织关系）" {...field("isFloating")} />
        <Show when={props.form.values.isFloating}>
          <div class="form-row">
            <TextField label="外出流向" hint="省、市、县" {...field("floatingTo")} />
            <DateField label="外出日期" {...field("floatingSince")} max={today()} />
          </div>
        </Show>
      </Fold>
      <Fold title="更多信息">
        <div class="form-row">
          <TextField label="进入本支部日期" {...field("arrivedOn")} hint={dates} />
          <SelectField label="进入方式" {...field("arrival")} empty="未填写" options={optionsOf(names.arrivalNames)} />
          <TextField label="单位及职务" {...field("position")} />
          <SelectField label="职称层级" {...field("rank")} empty="未填写" options={optionsOf(names.rankNames)} />
          <TextField label="专业技术职务" {...field("specialty")} />
          <TextField label="学位" {...field("degree")} />
          <TextField label="参加工作日期" {...field("workStartedOn")} hint={dates} />
          <TextField label="员工编码" {...field("staffNumber")} />
          <TextField label="籍贯" {...field("nativePlace")} />
          <TextField label="户籍所在地" {...field("household")} />
          <TextField label="入党时所在支部" {...field("branchAtJoining")} />
          <TextField label="申请入党日期" {...field("appliedOn")} hint={dates} />
          <TextField label="确定积极分子日期" {...field("activistOn")} hint={dates} />
          <TextField label="列为发展对象日期" {...field("candidateOn")} hint={dates} />
        </div>
        <TextArea label="备注" {...field("note")} rows={3} />
      </Fold>
      <Show when={props.isEditing}>
        <DateField
          label="从哪一天起生效"
          {...field("effectiveOn")}
          max={today()}
          hint="改人员类别、党籍状态、党小组等时使用；不填就是今天"
        />
      </Show>
    </>
  );
}

const Fold = (props: { title: string; open?: boolean; children: JSX.Element }) => (
  <details class="fold" open={props.open}>
    <summary>{props.title}</summary>
    {props.children}
  </details>
);
