// The query's text area becomes an editor where one was built in; without it, the text area stays.
"use strict";
