"use strict";
{
  // Lead on from an old page; what its address names may have a new place of its own.
  const page = document.querySelector("a[data-moved]");
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  location.replace(part?.href ?? page.href + location.hash);
}
