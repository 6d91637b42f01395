import { createEffect, createSignal, For, on, Show } from "solid-js";
import { voteBasisNames, voteOutcomeNames } from "#shared/activities/labels";
import { Button } from "../../ui/button";
import { Checkbox, optionsOf, RadioGroup, SelectField } from "../../ui/choice";
import { NumberField, TextArea, TextField } from "../../ui/field";
import type { Editor } from "./editing";
import { type Figures, findingOf, sumOf } from "./figures";
import { emptyVote, type ItemValues, type VoteValues } from "./values";

type Props = { editor: Editor; figures: Figures | null; isFuture: boolean };

/** What was talked about, with votes where there were any. */
export function Items(props: Props) {
  const add = () => props.editor.set("items", (now) => [...now, { title: "", text: "", vote: null }]);
  const drop = (i: number) => props.editor.set("items", (now) => now.filter((_, other) => other !== i));
  return (
    <fieldset class="group-box">
      <legend>议题和内容</legend>
      <For each={props.editor.values.items}>
        {(item, i) => (
          <div class="sub-box">
            <div class="sub-head">
              <h2 class="sub-title">议题 {i() + 1}</h2>
              <Button small onClick={() => drop(i())} aria-label={`去掉议题 ${i() + 1}`}>
                去掉
              </Button>
            </div>
            <TextField
              label="议题"
              {...props.editor.at(`items/${i()}/title`)}
              value={item.title}
              onChange={(text) => props.editor.set("items", i(), "title", text)}
              required
            />
            <TextArea
              label="讨论情况"
              {...props.editor.at(`items/${i()}/text`)}
              value={item.text}
              onChange={(text) => props.editor.set("items", i(), "text", text)}
              hint="可以不填；会议记录里会标出【待补】"
              rows={3}
            />
            <Checkbox
              label="需要表决"
              name={`items/${i()}/hasVote`}
              value={item.vote !== null}
              onChange={(on) => props.editor.set("items", i(), "vote", on ? { ...emptyVote } : null)}
            />
            <Show when={item.vote}>{(vote) => <VoteFields {...props} vote={vote()} i={i()} item={item} />}</Show>
          </div>
        )}
      </For>
      <Button onClick={add}>添加议题</Button>
    </fieldset>
  );
}

type VoteProps = Props & { vote: VoteValues; i: number; item: ItemValues };
type Count = "yes" | "no" | "abstain" | "writtenYes" | "writtenNo";
const countNames: Record<Count, string> = {
  yes: "赞成",
  no: "反对",
  abstain: "弃权",
  writtenYes: "会前书面赞成",
  writtenNo: "会前书面反对",
};

function VoteFields(props: VoteProps) {
  const path = () => `items/${props.i}/vote`;
  const refusals = () => [props.editor.at(path()).error, props.editor.at(`${path()}/outcome`).error];
  const [isTouched, setTouched] = createSignal(false);
  createEffect(
    on(
      () => refusals().join(),
      () => setTouched(false),
    ),
  );
  const put = (change: Partial<VoteValues>) => {
    setTouched(true);
    props.editor.set("items", props.i, (item) => (item.vote ? { vote: { ...item.vote, ...change } } : item));
  };
  const finding = () => (props.isFuture || !props.figures ? null : findingOf(props.vote, props.figures));
  /** What was refused stands until the vote is changed; from then on what the figures say now. */
  const errorAt = (where: "sum" | "outcome", refused: string | undefined) =>
    (isTouched() ? undefined : refused) ?? (finding()?.at === where ? finding()?.sentence : undefined);
  const counts = (): Count[] =>
    props.vote.basis === "admission" ? ["yes", "no", "abstain", "writtenYes", "writtenNo"] : ["yes", "no", "abstain"];
  const sumError = () => errorAt("sum", props.editor.at(path()).error);
  return (
    <div class="vote">
      <SelectField
        label="表决类别"
        {...props.editor.at(`${path()}/basis`)}
        value={props.vote.basis}
        onChange={(basis) => basis && put({ basis })}
        options={optionsOf(voteBasisNames)}
      />
      <Show when={props.figures}>
        {(figures) => <Needed vote={props.vote} figures={figures()} isFuture={props.isFuture} />}
      </Show>
      <Show when={!props.isFuture}>
        <div class="vote-counts">
          <For each={counts()}>
            {(count) => (
              <NumberField
                label={countNames[count]}
                {...props.editor.at(`${path()}/${count}`)}
                value={props.vote[count]}
                onChange={(number) => put({ [count]: number })}
                min={0}
              />
            )}
          </For>
        </div>
        <Show when={sumError()}>
          <p class="field-error" role="alert">
            {sumError()}
          </p>
        </Show>
        <RadioGroup
          label="表决结果"
          name={props.editor.at(`${path()}/outcome`).name}
          error={errorAt("outcome", props.editor.at(`${path()}/outcome`).error)}
          value={props.vote.outcome}
          onChange={(outcome) => put({ outcome })}
          options={optionsOf(voteOutcomeNames)}
        />
      </Show>
    </div>
  );
}

/** Before the meeting how many must come, during it whether enough did and how many votes are needed. */
const Needed = (props: { vote: VoteValues; figures: Figures; isFuture: boolean }) => {
  const sum = () => sumOf(props.vote, props.figures);
  const right = () => (props.vote.basis === "election" ? "有选举权" : "有表决权");
  return (
    <p class="figures" role="status">
      <span>
        应到会{right()} {sum().entitled} 人，到会需 {sum().quorumNeeded} 人
      </span>
      <Show when={!props.isFuture}>
        <span classList={{ "figures-short": !sum().valid }}>
          实到 {sum().present} 人，{sum().valid ? "够" : `还差 ${sum().quorumNeeded - sum().present} 人`}
        </span>
        <span>通过需 {sum().majorityNeeded} 票</span>
      </Show>
    </p>
  );
};
