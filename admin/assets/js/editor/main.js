// The editor: the page in the preview, the tree beside it, the form of what is chosen.

import "./dialogs.js";
import "./fields.js";
import "./news.js";
import "./pickers.js";
import { begin as beginBrowsing } from "./browsing.js";
import { begin as beginCompany } from "./company.js";
import { begin as beginSaving } from "./saving.js";
import { begin as beginFrame, load } from "./frame.js";
import { begin as beginTree } from "./tree.js";
import { begin as beginChoosing } from "./choosing.js";
import { begin as beginWidths } from "./widths.js";

beginFrame();
beginSaving();
beginTree();
beginChoosing();
beginWidths();
beginBrowsing();
beginCompany();
load();
