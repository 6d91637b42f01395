import { ButtonLink } from "../ui/button";
import { PageHeader } from "../ui/page";
import { Empty } from "../ui/state";

export const Missing = () => (
  <>
    <PageHeader title="没有这个页面" />
    <Empty title="地址可能写错了，或者页面已经移走。">
      <ButtonLink href="/" look="primary">
        回到首页
      </ButtonLink>
    </Empty>
  </>
);
