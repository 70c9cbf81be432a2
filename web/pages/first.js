// Before anything is painted: the language and the colours that were chosen here before.
{
  const root = document.documentElement;
  root.lang = localStorage.getItem("tally-language")
    || (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");
  root.dataset.theme = localStorage.getItem("tally-theme") || "auto";
}
