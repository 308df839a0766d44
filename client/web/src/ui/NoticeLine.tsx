import type { Problem } from "../model/engine";
import { Icon } from "./Icon";

interface Notice {
  id: number;
  text: string;
  problem: Problem | null;
}

/** The live region of notices. A refusal is shown elsewhere. */
export function NoticeLine({ notice }: { notice: Notice | null }) {
  return (
    <div role="status" aria-live="polite">
      {notice && !notice.problem && (
        <p key={notice.id} class="notice" data-testid="notice">
          <Icon name="check" />
          {notice.text}
        </p>
      )}
    </div>
  );
}
