// A form that speaks to our own API and shows in place what it refuses.
//
// The cookie it gets is read when the page's socket connects, so success loads a whole page again;
// where to, the server decides. Before this script runs, the form's own method keeps a password out
// of the address.

import { Children, useEffect, useRef, useState } from "react";

async function post(action, fields) {
  const response = await fetch(action, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
  if (response.ok) return null;
  const problem = await response.json();
  return { text: problem.detail, field: problem.data?.field, waitS: problem.data?.wait_s };
}

function toCorrect(form, field) {
  const inputs = [...form.querySelectorAll("input")];
  return inputs.find((input) => input.name === field)
    ?? inputs.find((input) => input.type === "password");
}

export function PostForm({ action, afterwards, offline, different, children, ...rest }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const form = useRef(null);

  useEffect(() => {
    if (!problem) return undefined;
    const input = toCorrect(form.current, problem.field);
    input?.focus();
    input?.select();
    if (!problem.waitS) return undefined;
    const timer = setTimeout(() => setProblem(null), problem.waitS * 1000);
    return () => clearTimeout(timer);
  }, [problem]);

  async function submit(event) {
    event.preventDefault();
    if (isBusy || problem?.waitS) return;
    const { again, ...fields } = Object.fromEntries(new FormData(form.current));
    if (again !== undefined && again !== fields.new) {
      setProblem({ text: different, field: "again" });
      return;
    }
    setBusy(true);
    try {
      const refused = await post(action, fields);
      if (!refused) {
        window.location.replace(afterwards + window.location.search);
        return;
      }
      setProblem(refused);
    } catch {
      setProblem({ text: offline });
    }
    setBusy(false);
  }

  const parts = Children.toArray(children);
  return (
    <form {...rest} ref={form} method="post" action={action} onSubmit={submit}
      aria-busy={isBusy} data-waits={Boolean(isBusy || problem?.waitS)}>
      {parts.slice(0, -1)}
      <p role="alert" className="problem" data-testid="login-problem">{problem?.text}</p>
      {parts.at(-1)}
    </form>
  );
}
