"""The portal: server-rendered pages that work without JavaScript. No rule and no SQL live here."""
