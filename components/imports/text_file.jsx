// A button that reads one small file of text and hands on what it says.

import { useRef } from "react";

export function TextFile({ label, accept, most, onText, ...rest }) {
  const input = useRef(null);

  async function read(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) onText?.(file.size > most ? "" : await file.text());
  }

  return (
    <>
      <input ref={input} type="file" accept={accept} className="sr" tabIndex={-1} aria-label={label}
        data-testid="mapping-file" onChange={read} />
      <button type="button" onClick={() => input.current.click()} {...rest}>{label}</button>
    </>
  );
}
