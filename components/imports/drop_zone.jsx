// Where files are dropped or chosen, and how far each is on its way to the server.
//
// A file is sent as it is, one after the other, with what the form beside it says in the address.

import { useEffect, useRef, useState } from "react";

function query(form) {
  const boxes = document.getElementById(form);
  return boxes ? `?${new URLSearchParams(new FormData(boxes))}` : "";
}

function send(url, file, words, onShare, hold) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    hold(request);
    request.open("POST", url);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
    request.upload.onprogress = (event) => onShare(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
      resolve(request.status === 201 ? { key: told.id } : { problem: told.detail ?? words.offline });
    };
    request.onerror = () => resolve({ problem: words.offline });
    request.onabort = () => resolve({ problem: words.stopped });
    request.send(file);
  });
}

export function DropZone({ action, form, words, icon, onTaken }) {
  const [files, setFiles] = useState([]);
  const [isOver, setOver] = useState(false);
  const waiting = useRef([]);
  const isSending = useRef(false);
  const request = useRef(null);
  const input = useRef(null);
  const count = useRef(0);
  const taken = useRef(onTaken);
  taken.current = onTaken;

  useEffect(() => {
    // A file that misses the zone must not be opened in the place of this page.
    const keep = (event) => event.preventDefault();
    window.addEventListener("dragover", keep);
    window.addEventListener("drop", keep);
    return () => {
      window.removeEventListener("dragover", keep);
      window.removeEventListener("drop", keep);
      waiting.current = [];
      request.current?.abort();
    };
  }, []);

  function tell(id, news) {
    setFiles((all) => all.map((each) => (each.id === id ? { ...each, ...news } : each)));
  }

  async function work(isAlone) {
    if (isSending.current) return;
    isSending.current = true;
    while (waiting.current.length) {
      const { id, file } = waiting.current.shift();
      tell(id, { look: "sending" });
      const done = await send(action + query(form), file, words,
        (share) => tell(id, { share: Math.floor(share * 100) }), (held) => { request.current = held; });
      if (done.key) {
        tell(id, { look: "taken", share: 100 });
        taken.current?.(done.key, isAlone);
      } else {
        tell(id, { look: "failed", problem: done.problem });
      }
    }
    isSending.current = false;
  }

  function take(list) {
    const more = [...list].map((file) => ({ id: (count.current += 1), file }));
    if (!more.length) return;
    setFiles((all) => [
      ...all.filter((each) => each.look === "sending" || each.look === "waiting"),
      ...more.map(({ id, file }) => ({ id, name: file.name, share: 0, look: "waiting", problem: "" })),
    ]);
    const isAlone = more.length === 1 && !isSending.current;
    waiting.current.push(...more);
    work(isAlone);
  }

  function drop(event) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }

  return (
    <div className="drop-place">
      <div className="drop-zone" data-over={isOver} data-testid="drop-zone"
        onDragEnter={() => setOver(true)} onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOver(false); }}
        onDrop={drop}>
        {icon}
        <p className="strong">{words.title}</p>
        <p className="muted">{words.help}</p>
        <input ref={input} type="file" multiple className="sr" tabIndex={-1} aria-label={words.choose}
          data-testid="file-input"
          onChange={(event) => { take(event.target.files); event.target.value = ""; }} />
        <button type="button" className="btn primary" data-testid="choose-files"
          onClick={() => input.current.click()}>{words.choose}</button>
      </div>
      <ul className="sent" role="list" aria-live="polite">
        {files.map((each) => (
          <li key={each.id} data-look={each.look} data-testid="sent-file">
            <span className="cut med">{each.name}</span>
            {each.look === "failed"
              ? <span role="alert" className="problem">{each.problem}</span>
              : <span className="muted cap num">
                  {words[each.look]}{each.look === "sending" ? ` ${each.share} %` : ""}
                </span>}
            {each.look === "sending" && (
              <>
                <span className="progress" role="progressbar" aria-label={each.name}
                  aria-valuemin={0} aria-valuemax={100} aria-valuenow={each.share}>
                  <i style={{ width: `${each.share}%` }} />
                </span>
                <button type="button" className="btn" onClick={() => request.current?.abort()}>
                  {words.stop}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
