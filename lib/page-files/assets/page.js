var se,
  ra,
  Qi,
  bn,
  Ji,
  Fr,
  ia,
  Or,
  la,
  Xi,
  Yi,
  md,
  Zo = Symbol.for('pv'),
  Ir = {},
  qr = [],
  hd = /^m(i|n|o|s|text|space)$/,
  Zi = Array.isArray,
  el = qr.slice,
  Vn = Object.assign;
function Hn(e) {
  e && e.parentNode && e.remove();
}
function sa(e, t, n) {
  var o,
    i,
    l,
    s = {},
    u = arguments.length;
  for (l in t)
    l == 'key' ? (o = t[l]) : l == 'ref' && typeof e != 'function' ? (i = t[l]) : (s[l] = t[l]);
  return (u > 2 && (s.children = u > 3 ? el.call(arguments, 2) : n), Xo(e, s, o, i, null));
}
function Xo(e, t, n, o, i) {
  var l = {
    type: e,
    props: t,
    key: n,
    ref: o,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: Zo,
    __v: i || ++ra,
    __i: -1,
    __u: 0,
  };
  return (!i && se.vnode && se.vnode(l), l);
}
function H(e) {
  return e.children;
}
function wo(e, t) {
  ((this.props = e), (this.context = t), (this.__g = 0));
}
function wn(e, t) {
  if (t == null) return e.__ && wn(e.__, e.__i + 1);
  for (var n; t < e.__k.length; t++) if ((n = e.__k[t]) && n.__e) return n.__e;
  return typeof e.type != 'function' || e.props.__P ? null : wn(e);
}
function gd(e) {
  var t,
    n = e.__v,
    o = n.__e,
    i = [],
    l = [],
    s = e.__P;
  s &&
    (((t = Vn({ constructor: Zo }, n)).__v = n.__v + 1),
    se.vnode && se.vnode(t),
    tl(s, t, n, e.__n, s.namespaceURI, 32 & n.__u ? [o] : null, i, o || wn(n), 32 & n.__u, l),
    (t.__v = n.__v),
    (t.__.__k[t.__i] = t),
    pa(i, t, l),
    (n.__ = n.__e = null),
    t.__e != o && aa(t));
}
function aa(e) {
  if ((e = e.__) && e.__c && !e.props.__P)
    return (
      (e.__e = null),
      e.__k.some(function (t) {
        return t && (e.__e = t.__e);
      }),
      aa(e)
    );
}
function na(e) {
  ((8 & e.__g || ((e.__g |= 8), bn.push(e), Fr++)) && Ji == se.debounceRendering) ||
    ((Ji = se.debounceRendering) || queueMicrotask)(ua);
}
function ua() {
  try {
    for (var e, t = 1; bn.length;)
      (bn.length > t && bn.sort(ia), (e = bn.shift()), (t = bn.length), 8 & e.__g && gd(e));
  } finally {
    (Fr = bn.length) && (Ji || queueMicrotask)(ua);
  }
}
function ca(e, t, n, o, i, l, s, u, f, d, h) {
  var g,
    v,
    y,
    w,
    x,
    T,
    C = o.__k || qr,
    S = t.length;
  for (f = yd(n, t, C, f, S), g = 0; g < S; g++)
    (y = n.__k[g]) != null &&
      ((v = (~y.__i && C[y.__i]) || Ir),
      (y.__i = g),
      (T = tl(e, y, v, i, l, s, u, f, d, h)),
      (w = y.__e),
      (v.ref != y.ref || 8 & v.__u) &&
        (v.ref && nl(v.ref, null, y, v), y.ref && h.push(y.ref, y.__c || w, y)),
      (x = x || w),
      4 & y.__u
        ? ((f = fa(y, f, e, !v.__v)), v.__e && (v.__e = null))
        : typeof y.type == 'function' && T !== void 0
          ? (f = T)
          : w && (f = w.nextSibling),
      (y.__u &= -21));
  return ((n.__e = x), f);
}
function yd(e, t, n, o, i) {
  var l,
    s,
    u,
    f,
    d,
    h,
    g,
    v,
    y,
    w = n.length,
    x = w,
    T = 0,
    C = 0,
    S = (e.__k = Array(i));
  for (l = 0; l < i; l++)
    (s = t[l]) != null && typeof s != 'boolean' && typeof s != 'function'
      ? (typeof s != 'object' || s.constructor === String
          ? (s = S[l] = Xo(null, s))
          : Zi(s)
            ? (s = S[l] = Xo(H, { children: s }))
            : s.constructor === Zo && s.__b
              ? (s = S[l] = Xo(s.type, s.props, s.key, s.ref, s.__v))
              : (S[l] = s),
        (f = l + T),
        (s.__ = e),
        (s.__b = e.__b + 1),
        (u = null),
        ~(d = s.__i = vd(s, n, f, x)) && (x--, (u = n[d]) && (u.__u |= 2)),
        u && u.__v
          ? ((s.__u |= 16),
            d == f - 1 ? T-- : d == f + 1 ? T++ : d != f && (d > f ? T-- : T++, (C = 1)))
          : (~d || (i > w ? T-- : i < w && T++), typeof s.type != 'function' && (s.__u |= 4)))
      : (S[l] = null);
  if (C) {
    for (h = [], g = [], l = 0; l < i; l++)
      if ((s = S[l]) && 16 & s.__u) {
        for (T = 0, v = h.length; T < v;) h[(y = (T + v) >> 1)] < s.__i ? (T = y + 1) : (v = y);
        ((h[T] = s.__i), (g[l] = T + 1));
      }
    for (T = h.length; l--;) g[l] && (g[l] == T ? T-- : (S[l].__u |= 4));
  }
  if (x) for (l = 0; l < w; l++) !(u = n[l]) || 2 & u.__u || (u.__e == o && (o = wn(u)), ol(u, u));
  return o;
}
function fa(e, t, n, o) {
  var i, l, s, u;
  if (typeof e.type == 'function') {
    if (e.props.__P) return t;
    if ((i = e.__k))
      for (l = 0; l < i.length; l++) i[l] && ((i[l].__ = e), (t = fa(i[l], t, n, !1)));
    return t;
  }
  for (
    t && !t.parentNode && (t = wn(e)) && !t.parentNode && (t = null), s = e.__e, u = t;
    u && u.nodeType == 8;
  )
    u = u.nextSibling;
  for (
    s != u &&
      (!o && n.moveBefore && s.parentNode ? n.moveBefore(s, t) : n.insertBefore(s, t || null)),
      t = s;
    (t = t && t.nextSibling) && t.nodeType == 8 && !t.data.startsWith('$s');
  );
  return t;
}
function vd(e, t, n, o) {
  var i,
    l = e.key,
    s = e.type,
    u = t[n],
    f = u && !(2 & u.__u);
  if ((u === null && l == null) || (f && l == u.key && s == u.type)) return n;
  if (o > (f ? 1 : 0)) {
    for (i = n - 1; i >= 0; i--)
      if ((u = t[i]) && !(2 & u.__u) && l == u.key && s == u.type) return i;
    for (i = n + 1; i < t.length; i++)
      if ((u = t[i]) && !(2 & u.__u) && l == u.key && s == u.type) return i;
  }
  return -1;
}
function oa(e, t, n) {
  (n == null && (n = ''), t[0] == '-' ? e.setProperty(t, n) : (e[t] = n));
}
function Rr(e, t, n, o, i) {
  var l, s;
  if (t == 'style')
    if (typeof n == 'string') e.style.cssText = n;
    else {
      if ((typeof o == 'string' && (e.style.cssText = o = ''), o))
        for (t in o) (n && t in n) || oa(e.style, t);
      if (n) for (t in n) (o && n[t] == o[t]) || oa(e.style, t, n[t]);
    }
  else if (t[0] == 'o' && t[1] == 'n')
    (typeof n != 'function' && (n = null),
      typeof o != 'function' && (o = null),
      ((e.__e || (e.__e = {}))[t] = n),
      (n && o) ||
        ((s = Yi[t] || (Yi[t] = _d(t))),
        ((e.__a || (e.__a = {}))[t] = Xi),
        (l = t != (t = t.replace(la, '$1'))),
        (t = t.slice(2))[0] < 'a' && (t = t.toLowerCase()),
        n ? e.addEventListener(t, s, l) : e.removeEventListener(t, s, l)));
  else {
    if (i == 'http://www.w3.org/2000/svg') t = t.replace(/xlink(H|:h)/, 'h').replace(/sName$/, 's');
    else if (
      t != 'width' &&
      t != 'height' &&
      t != 'href' &&
      t != 'list' &&
      t != 'form' &&
      t != 'tabIndex' &&
      t != 'download' &&
      t != 'rowSpan' &&
      t != 'colSpan' &&
      t != 'role' &&
      t != 'popover' &&
      t in e
    )
      try {
        return void (e[t] = n ?? '');
      } catch {}
    if (typeof n == 'function') return;
    n == null || (n === !1 && t[4] != '-')
      ? e.removeAttribute(t)
      : e.setAttribute(t, t == 'popover' && n == 1 ? '' : n);
  }
}
function _d(e) {
  return function (t) {
    var n = this.__e;
    if (n) {
      if (((n = n[e]), t[Or] == null)) t[Or] = Xi++;
      else if (t[Or] < this.__a[e]) return;
      return n(se.event ? se.event(t) : t);
    }
  };
}
function tl(e, t, n, o, i, l, s, u, f, d) {
  var h,
    g,
    v,
    y,
    w,
    x,
    T,
    C,
    S,
    L,
    E,
    G,
    R,
    N,
    O,
    K,
    V,
    A,
    W = t.type;
  if (t.constructor !== Zo) return null;
  (128 & n.__u &&
    ((f = 32 & n.__u), (h = n.__c.__z)) &&
    ((t.__u |= f), (g = l = []), h.nodeType == 8 ? (u = $r(h, l)) : l.push(h), (u = l[0] || u)),
    (h = se.__b) && h(t));
  e: if (typeof W == 'function') {
    v = s.length;
    try {
      if (
        ((C = t.props),
        (S = (h = W.prototype) && h.render),
        (L = (h = W.contextType) && o[h.__c]),
        (E = h ? (L ? L.props.value : h.__) : o),
        (y = n.__c)
          ? ((t.__c = y), 2 & y.__g && (y.__g |= 1))
          : (S
              ? (t.__c = y = new W(C, E))
              : ((t.__c = y = new wo(C, E)), (y.constructor = W), (y.render = wd)),
            L && L.sub(y),
            y.state || (y.state = {}),
            (y.__n = o),
            (y.__g |= 8),
            (y.__h = []),
            (y.__k = [])),
        S &&
          (y.__s || (y.__s = y.state),
          W.getDerivedStateFromProps &&
            (y.__s == y.state && (y.__s = Vn({}, y.__s)),
            Vn(y.__s, W.getDerivedStateFromProps(C, y.__s)))),
        (w = y.props),
        (x = y.state),
        (y.__v = t),
        n.__c)
      ) {
        if (
          (C !== w &&
            S &&
            !W.getDerivedStateFromProps &&
            y.componentWillReceiveProps &&
            y.componentWillReceiveProps(C, E),
          (t.__v == n.__v && !(8 & y.__g)) ||
            (!(4 & y.__g) &&
              y.shouldComponentUpdate &&
              y.shouldComponentUpdate(C, y.__s, E) === !1))
        ) {
          (t.__v != n.__v && ((y.props = C), (y.state = y.__s), (y.__g &= -9)),
            (t.__e = n.__e),
            (t.__k = n.__k),
            t.__k.some(function ($) {
              $ && ($.__ = t);
            }),
            qr.push.apply(y.__h, y.__k),
            (y.__k = []),
            y.__h.length && s.push(y),
            (u = wn(n)));
          break e;
        }
        (y.componentWillUpdate && y.componentWillUpdate(C, y.__s, E),
          S &&
            y.componentDidUpdate &&
            y.__h.push(function () {
              y.componentDidUpdate(w, x, T);
            }));
      } else
        (S && !W.getDerivedStateFromProps && y.componentWillMount && y.componentWillMount(),
          S && y.componentDidMount && y.__h.push(y.componentDidMount));
      ((y.context = E), (y.props = C), (y.__P = e), (y.__g &= -5), (G = se.__r), (R = S ? 25 : 0));
      do ((y.__g &= -9), G && G(t), (h = y.render(y.props, (y.state = y.__s), y.context)));
      while (8 & y.__g && ++R < 25);
      (S && (qr.push.apply(y.__h, y.__k), (y.__k = [])),
        (y.state = y.__s),
        y.getChildContext && (o = Vn({}, o, y.getChildContext())),
        S && n.__c && y.getSnapshotBeforeUpdate && (T = y.getSnapshotBeforeUpdate(w, x)),
        (N = h && h.type === H && h.key == null ? h.props.children : h),
        C.__P &&
          ((h = u),
          (i = (e = C.__P).namespaceURI),
          (f = l = null),
          n.props &&
            n.props.__P != e &&
            (n.__k.some(function ($) {
              $ && ol($, $);
            }),
            (n.__k = null)),
          (u = n.__k ? wn(n, 0) : null)),
        (u = ca(e, Zi(N) ? N : [N], t, n, o, i, l, s, u, f, d)),
        C.__P && ((t.__e = null), (u = h)),
        (t.__u &= -161),
        g && g.some(Hn),
        y.__h.length && s.push(y),
        1 & y.__g && (y.__g &= -4));
    } catch ($) {
      if (((s.length = v), (t.__v = null), f || l))
        if ($ && $.then) {
          if (((t.__u |= 128 | f), l)) {
            for (
              ~(V = l.indexOf(u || void 0)) || (V = l.length);
              (A = l[V - 1]) && A.nodeType == 8;
            )
              V--;
            for (; V < l.length; V++)
              if ((A = l[V]))
                if (((l[V] = null), O)) {
                  if (A == K) break;
                } else {
                  if (A.nodeType != 8) break;
                  A.data.startsWith('$s') && (K = $r((O = A)));
                }
          }
          if (!O) {
            for (; u && u.nodeType == 8 && u.nextSibling;) u = u.nextSibling;
            O = u;
          }
          ((h = $r((O = t.__c.__z || (t.__c.__z = O)))) ? ((t.__e = O), (u = h)) : (t.__e = u),
            (u = u && u.nextSibling));
        } else l && l.some(Hn);
      else t.__e = n.__e;
      (t.__k || (t.__k = n.__k || []), ($ && $.then) || da(t), se.__e($, t, n));
    }
  } else u = t.__e = bd(n.__e, t, n, o, i, l, s, f, d, e);
  return ((h = se.diffed) && h(t), u);
}
function $r(e, t) {
  if (e && e.nodeType == 8 && e.data.startsWith('$s'))
    for (var n = 1; (e = e.nextSibling);) {
      if (e.nodeType == 8) {
        if (e.data.startsWith('$s')) n++;
        else if (e.data.startsWith('/$s') && !--n) return e;
      }
      t && t.push(e);
    }
}
function da(e) {
  e && (e.__c && (e.__c.__g |= 4), e.__k && e.__k.some(da));
}
function pa(e, t, n) {
  for (var o = 0; o < n.length;) nl(n[o++], n[o++], n[o++]);
  (se.__c && se.__c(t, e),
    e.some(function (i) {
      try {
        ((e = i.__h),
          (i.__h = []),
          e.some(function (l) {
            l.call(i);
          }));
      } catch (l) {
        se.__e(l, i.__v);
      }
    }));
}
function bd(e, t, n, o, i, l, s, u, f, d) {
  var h,
    g,
    v,
    y,
    w,
    x,
    T,
    C,
    S = n.props || Ir,
    L = t.props,
    E = t.type;
  if (
    (E == 'svg'
      ? (i = 'http://www.w3.org/2000/svg')
      : E == 'math'
        ? (i = 'http://www.w3.org/1998/Math/MathML')
        : i || (i = 'http://www.w3.org/1999/xhtml'),
    l)
  ) {
    for (h = 0; h < l.length; h++)
      if ((w = l[h]) && (E ? w.localName == E : w.nodeType == 3)) {
        ((e = w), (l[h] = null));
        break;
      }
  }
  if (!e) {
    if (((C = d.ownerDocument || document), !E)) return C.createTextNode(L);
    ((e = C.createElementNS(i, E, L.is ? L : d)),
      u && (se.__m && se.__m(t, l), (u = !1)),
      (l = null));
  }
  if (E) {
    if (
      ((d = (E == 'template' && e.content) || e),
      (l = E == 'textarea' && L.defaultValue != null ? null : l && el.call(d.childNodes)),
      !u && l)
    )
      for (S = {}, h = 0; h < e.attributes.length; h++) S[(w = e.attributes[h]).name] = w.value;
    for (h in S)
      ((w = S[h]),
        h == 'dangerouslySetInnerHTML'
          ? (v = w)
          : h == 'children' ||
            h in L ||
            (h == 'value' && 'defaultValue' in L) ||
            (h == 'checked' && 'defaultChecked' in L) ||
            Rr(e, h, null, w, i));
    for (h in L)
      ((w = L[h]),
        h == 'children'
          ? (y = w)
          : h == 'dangerouslySetInnerHTML'
            ? (g = w)
            : h == 'value'
              ? (x = w)
              : h == 'checked'
                ? (T = w)
                : (u && typeof w != 'function') || S[h] === w || Rr(e, h, w, S[h], i));
    (g
      ? (u || (v && (g.__html == v.__html || g.__html == e.innerHTML)) || (e.innerHTML = g.__html),
        (t.__k = []))
      : (v && (e.textContent = ''),
        (E == 'foreignObject' || (i == 'http://www.w3.org/1998/Math/MathML' && hd.test(E))) &&
          (i = 'http://www.w3.org/1999/xhtml'),
        ca(d, Zi(y) ? y : [y], t, n, o, i, l, s, l ? l[0] : n.__k && wn(n, 0), u, f),
        l && l.some(Hn)),
      (u && E != 'textarea') ||
        ((h = 'value'),
        E == 'progress' && x == null
          ? e.removeAttribute(h)
          : x == null || (x === e[h] && (E != 'progress' || x)) || Rr(e, h, x, S[h], i),
        (h = 'checked'),
        T != null && T != e[h] && Rr(e, h, T, S[h], i)));
  } else S === L || (u && e.data == L) || (e.data = L);
  return e;
}
function nl(e, t, n, o) {
  try {
    typeof e == 'function'
      ? t
        ? (t.__x = e(t) || 1)
        : o &&
          (o = o.__c || o.__e) &&
          (t = o.__x) &&
          ((o.__x = null), typeof t == 'function' ? t() : e(null))
      : (e.current = t);
  } catch (i) {
    se.__e(i, n);
  }
}
function ol(e, t, n) {
  var o, i, l, s;
  if (
    (se.unmount && se.unmount(e),
    !(o = e.ref) || (o.current && o.current != e.__e) || nl(o, null, t, e),
    (o = e.__c))
  ) {
    if (o.componentWillUnmount)
      try {
        o.componentWillUnmount();
      } catch (u) {
        se.__e(u, t);
      }
    o.__P = o.__n = null;
  }
  if ((o = e.__k))
    for (s = 0; s < o.length; s++)
      o[s] && ol(o[s], t, typeof e.type != 'function' || (n && !e.props.__P));
  (!n &&
    (o = e.__c) &&
    (o = o.__z) &&
    (i = $r(o, (l = []))) &&
    (o == e.__e && l.some(Hn), Hn(i), Hn(o)),
    n || Hn(e.__e),
    (e.__e = e.__c = e.__ = null));
}
function wd(e, t, n) {
  return this.constructor(e, n);
}
function ma(e, t) {
  var n, o, i, l;
  (se.__ && se.__(e, t),
    t.nodeType == 9 && (t = t.documentElement),
    (o = (n = e && 32 & e.__u) ? null : t.__k),
    (t.__k = Xo(H, { children: [e] })),
    (i = []),
    (l = []),
    tl(
      t,
      t.__k,
      o || Ir,
      Ir,
      t.namespaceURI,
      o ? null : t.firstChild ? el.call(t.childNodes) : null,
      i,
      o ? o.__e : t.firstChild,
      n,
      l,
    ),
    pa(i, t.__k, l),
    (t.__k.props.children = null));
}
((se = {
  __e: function (e, t, n, o) {
    for (var i, l, s; (t = t.__);)
      if ((i = t.__c) && !(1 & i.__g)) {
        i.__g |= 4;
        try {
          if (
            ((s = (l = i.constructor) && l.getDerivedStateFromError) &&
              i.setState(l.getDerivedStateFromError(e)),
            i.componentDidCatch && (i.componentDidCatch(e, o || {}), (s = 1)),
            s && 8 & i.__g)
          )
            return void (i.__g |= 2);
        } catch (u) {
          e = u;
        }
      }
    throw ((Fr = 0), e);
  },
}),
  (ra = 0),
  (Qi = function (e) {
    return e != null && e.constructor === Zo;
  }),
  (wo.prototype.setState = function (e, t) {
    var n = this.__s;
    ((n && n != this.state) || (n = this.__s = Vn({}, this.state)),
      typeof e == 'function' && (e = e(Vn({}, n), this.props)),
      e && (Vn(n, e), this.__v && (t && this.__k.push(t), na(this))));
  }),
  (wo.prototype.forceUpdate = function (e) {
    this.__v && ((this.__g |= 4), e && this.__h.push(e), na(this));
  }),
  (wo.prototype.render = H),
  (bn = []),
  (Fr = 0),
  (ia = function (e, t) {
    return e.__v.__b - t.__v.__b;
  }),
  (Or = Symbol()),
  (la = /(PointerCapture)$|Capture$/i),
  (Xi = 0),
  (Yi = {}),
  (md = 0));
var Bn,
  qe,
  rl,
  ha,
  il = Object.is,
  Hr = 0,
  ka = [],
  ll = [],
  Ie = se,
  ga = Ie.__b,
  ya = Ie.__r,
  va = Ie.diffed,
  _a = Ie.__c,
  ba = Ie.unmount,
  wa = Ie.__;
function tr(e, t) {
  (Ie.__h && Ie.__h(qe, e, Hr || t), (Hr = 0));
  var n = qe.__H || (qe.__H = { __: [], __h: [] });
  return (e >= n.__.length && n.__.push({}), n.__[e]);
}
function X(e) {
  return ((Hr = 1), Sd(Ea, e));
}
function Sd(e, t, n) {
  var o = tr(Bn++, 2);
  if (
    ((o.t = e),
    !o.__c &&
      ((o.__ = [
        n ? n(t) : Ea(void 0, t),
        function (l) {
          var s = (o.__N || o.__)[0],
            u = o.t(s, l);
          il(s, u) || ((o.__N = [u, o.__[1]]), o.__c.setState({}));
        },
      ]),
      (o.__c = qe),
      !qe.__f))
  ) {
    qe.__f = !0;
    var i = qe.shouldComponentUpdate;
    qe.shouldComponentUpdate = function (l, s, u) {
      var f = this.__H;
      if (!f) return !0;
      var d = !1,
        h = this.props != l;
      if (
        (f.__.some(function (v) {
          v.__N && ((d = !0), il(v.__[0], v.__N[0]) || (h = !0));
        }),
        i)
      ) {
        var g = i.call(this, l, s, u);
        return d ? g || h : g;
      }
      return !d || h;
    };
  }
  return o.__;
}
function ie(e, t) {
  var n = tr(Bn++, 3);
  !Ie.__s && al(n.__H, t) && ((n.__P = !0), (n.__ = e), (n.u = t), qe.__H.__h.push(n));
}
function Un(e, t) {
  var n = tr(Bn++, 4);
  !Ie.__s && al(n.__H, t) && ((n.__P = !1), (n.__ = e), (n.u = t), qe.__h.push(n));
}
function Pe(e) {
  return (
    (Hr = 5),
    Sn(function () {
      return { current: e };
    }, [])
  );
}
function Sn(e, t) {
  var n = tr(Bn++, 7);
  return (al(n.__H, t) && ((n.__ = e()), (n.__H = t)), n.__);
}
function Vr() {
  var e = tr(Bn++, 11);
  if (!e.__) {
    for (var t = qe.__v; !t.__m && t.__;) t = t.__;
    var n = t.__m || (t.__m = [0, 0]);
    e.__ = 'P' + n[0] + '-' + n[1]++;
  }
  return e.__;
}
function xd() {
  var e;
  do {
    for (; (e = ll.shift());)
      try {
        er(e);
      } catch (n) {
        Ie.__e(n, { __: (e = e.__P) && e.__v });
      }
    for (; (e = ka.shift());) {
      var t = e.__H;
      if (e.__P && t)
        try {
          (t.__h.some(er), t.__h.some(sl), (t.__h = []));
        } catch (n) {
          ((t.__h = []), Ie.__e(n, e.__v));
        }
    }
  } while (ll.length);
}
((Ie.__b = function (e) {
  ((qe = null), ga && ga(e));
}),
  (Ie.__ = function (e, t) {
    (e && t.__k && t.__k.__m && (e.__m = t.__k.__m), wa && wa(e, t));
  }),
  (Ie.__r = function (e) {
    (ya && ya(e), (Bn = 0));
    var t = (qe = e.__c).__H;
    (t &&
      (rl == qe ? (qe.__h = []) : (t.__h.some(er), t.__h.some(sl), (Bn = 0)),
      (t.__h = []),
      t.__.some(function (n) {
        (n.__N && (n.__ = n.__N), (n.u = n.__N = void 0));
      })),
      (rl = qe));
  }),
  (Ie.diffed = function (e) {
    va && va(e);
    var t = e.__c;
    (t &&
      t.__H &&
      (t.__H.__h.length && xa(ka.push(t)),
      t.__H.__.some(function (n) {
        n.u && (n.__H = n.u);
      })),
      (rl = qe = null));
  }),
  (Ie.__c = function (e, t) {
    (t.some(function (n) {
      try {
        (n.__h.some(er),
          (n.__h = n.__h.filter(function (o) {
            return !o.__ || sl(o);
          })));
      } catch (o) {
        n.__h = [
          function () {
            throw o;
          },
        ];
      }
    }),
      _a && _a(e, t));
  }),
  (Ie.unmount = function (e) {
    ba && ba(e);
    var t,
      n,
      o = e.__c;
    o &&
      o.__H &&
      (o.__H.__.some(function (i) {
        try {
          if (i.__P && i.__c) {
            if (n === void 0) {
              for (n = e.__; n && (!n.__c || !n.__c.__P);) n = n.__;
              n = n && n.__c;
            }
            ((i.__P = n), xa(ll.push(i)));
          } else er(i);
        } catch (l) {
          t = l;
        }
      }),
      (o.__H = void 0),
      t && Ie.__e(t, o.__v));
  }));
var Sa = typeof requestAnimationFrame == 'function';
function kd(e) {
  var t,
    n = function () {
      (clearTimeout(o), Sa && cancelAnimationFrame(t), setTimeout(e));
    },
    o = setTimeout(n, 35);
  Sa && (t = requestAnimationFrame(n));
}
function xa(e) {
  (e != 1 && ha == Ie.requestAnimationFrame) || ((ha = Ie.requestAnimationFrame) || kd)(xd);
}
function er(e) {
  var t = qe,
    n = e.__c;
  (typeof n == 'function' && ((e.__c = void 0), n()), (qe = t));
}
function sl(e) {
  var t = qe;
  ((e.__c = e.__()), (qe = t));
}
function al(e, t) {
  return (
    !e ||
    e.length != t.length ||
    t.some(function (n, o) {
      return !il(n, e[o]);
    })
  );
}
function Ea(e, t) {
  return typeof t == 'function' ? t(e) : t;
}
var Ed = Symbol.for('preact-signals');
function zr() {
  if (sn > 1) sn--;
  else {
    var e,
      t = !1;
    for (
      (function () {
        var i = Ur;
        for (Ur = void 0; i !== void 0;) {
          var l = i.S;
          if (l.v === i.v) for (var s = l.t; s !== void 0; s = s.x) s.i === i.i && (s.i = l.i);
          i = i.o;
        }
      })();
      or !== void 0;
    ) {
      var n = or;
      for (or = void 0, Br++; n !== void 0;) {
        var o = n.u;
        if (((n.u = void 0), (n.f &= -3), !(8 & n.f) && Ma(n)))
          try {
            n.c();
          } catch (i) {
            t || ((e = i), (t = !0));
          }
        n = o;
      }
    }
    if (((Br = 0), sn--, t)) throw e;
  }
}
function cl(e) {
  if (sn > 0) return e();
  ((ul = ++Td), sn++);
  try {
    return e();
  } finally {
    zr();
  }
}
var nr,
  Le = void 0;
function rr(e) {
  var t = Le,
    n = nr;
  ((Le = void 0), (nr = void 0));
  try {
    return e();
  } finally {
    ((Le = t), (nr = n));
  }
}
var or = void 0,
  sn = 0,
  Br = 0,
  Td = 0,
  ul = 0,
  Ur = void 0,
  Wr = 0;
function Ta(e) {
  if (Le !== void 0) {
    var t = e.n;
    if (t === void 0 || t.t !== Le)
      return (
        (t = { i: 0, S: e, p: Le.s, n: void 0, t: Le, e: void 0, x: void 0, r: t }),
        Le.s !== void 0 && (Le.s.n = t),
        (Le.s = t),
        (e.n = t),
        32 & Le.f && e.S(t),
        t
      );
    if (t.i === -1)
      return (
        (t.i = 0),
        t.n !== void 0 &&
          ((t.n.p = t.p),
          t.p !== void 0 && (t.p.n = t.n),
          (t.p = Le.s),
          (t.n = void 0),
          (Le.s.n = t),
          (Le.s = t)),
        t
      );
  }
}
function je(e, t) {
  ((this.v = e),
    (this.i = 0),
    (this.n = void 0),
    (this.t = void 0),
    (this.l = 0),
    (this.W = t?.watched),
    (this.Z = t?.unwatched),
    (this.name = t?.name));
}
je.prototype.brand = Ed;
je.prototype.h = function () {
  return !0;
};
je.prototype.S = function (e) {
  var t = this,
    n = this.t;
  n !== e &&
    e.e === void 0 &&
    ((e.x = n),
    (this.t = e),
    n !== void 0
      ? (n.e = e)
      : rr(function () {
          var o;
          (o = t.W) == null || o.call(t);
        }));
};
je.prototype.U = function (e) {
  var t = this;
  if (this.t !== void 0) {
    var n = e.e,
      o = e.x;
    (n !== void 0 && ((n.x = o), (e.e = void 0)),
      o !== void 0 && ((o.e = n), (e.x = void 0)),
      e === this.t &&
        ((this.t = o),
        o === void 0 &&
          rr(function () {
            var i;
            (i = t.Z) == null || i.call(t);
          })));
  }
};
je.prototype.subscribe = function (e) {
  var t = this;
  return an(
    function () {
      var n = t.value;
      rr(function () {
        return e(n);
      });
    },
    { name: 'sub' },
  );
};
je.prototype.valueOf = function () {
  return this.value;
};
je.prototype.toString = function () {
  return this.value + '';
};
je.prototype.toJSON = function () {
  return this.value;
};
je.prototype.peek = function () {
  var e = this;
  return rr(function () {
    return e.value;
  });
};
Object.defineProperty(je.prototype, 'value', {
  get: function () {
    var e = Ta(this);
    return (e !== void 0 && (e.i = this.i), this.v);
  },
  set: function (e) {
    if (e !== this.v) {
      if (Br > 100) throw new Error('Cycle detected');
      ((function (n) {
        sn !== 0 && Br === 0 && n.l !== ul && ((n.l = ul), (Ur = { S: n, v: n.v, i: n.i, o: Ur }));
      })(this),
        (this.v = e),
        this.i++,
        Wr++,
        sn++);
      try {
        for (var t = this.t; t !== void 0; t = t.x) t.t.N();
      } finally {
        zr();
      }
    }
  },
});
function Ne(e, t) {
  return new je(e, t);
}
function Ma(e) {
  for (var t = e.s; t !== void 0; t = t.n)
    if (t.S.i !== t.i || !t.S.h() || t.S.i !== t.i) return !0;
  return !1;
}
function Ca(e) {
  for (var t = e.s; t !== void 0; t = t.n) {
    var n = t.S.n;
    if ((n !== void 0 && (t.r = n), (t.S.n = t), (t.i = -1), t.n === void 0)) {
      e.s = t;
      break;
    }
  }
}
function Aa(e) {
  for (var t = e.s, n = void 0; t !== void 0;) {
    var o = t.p;
    (t.i === -1 ? (t.S.U(t), o !== void 0 && (o.n = t.n), t.n !== void 0 && (t.n.p = o)) : (n = t),
      (t.S.n = t.r),
      t.r !== void 0 && (t.r = void 0),
      (t = o));
  }
  e.s = n;
}
function Wn(e, t) {
  (je.call(this, void 0, t), (this.x = e), (this.s = void 0), (this.g = Wr - 1), (this.f = 4));
}
Wn.prototype = new je();
Wn.prototype.h = function () {
  if (((this.f &= -3), 1 & this.f)) return !1;
  if ((36 & this.f) == 32 || ((this.f &= -5), this.g === Wr)) return !0;
  if (((this.g = Wr), (this.f |= 1), this.i > 0 && !Ma(this))) return ((this.f &= -2), !0);
  var e = Le;
  try {
    (Ca(this), (Le = this));
    var t = this.x();
    (16 & this.f || this.v !== t || this.i === 0) && ((this.v = t), (this.f &= -17), this.i++);
  } catch (n) {
    ((this.v = n), (this.f |= 16), this.i++);
  }
  return ((Le = e), Aa(this), (this.f &= -2), !0);
};
Wn.prototype.S = function (e) {
  if (this.t === void 0) {
    this.f |= 36;
    for (var t = this.s; t !== void 0; t = t.n) t.S.S(t);
  }
  je.prototype.S.call(this, e);
};
Wn.prototype.U = function (e) {
  if (this.t !== void 0 && (je.prototype.U.call(this, e), this.t === void 0)) {
    this.f &= -33;
    for (var t = this.s; t !== void 0; t = t.n) t.S.U(t);
  }
};
Wn.prototype.N = function () {
  if (!(2 & this.f)) {
    this.f |= 6;
    for (var e = this.t; e !== void 0; e = e.x) e.t.N();
  }
};
Object.defineProperty(Wn.prototype, 'value', {
  get: function () {
    if (1 & this.f) throw new Error('Cycle detected');
    var e = Ta(this);
    if ((this.h(), e !== void 0 && (e.i = this.i), 16 & this.f)) throw this.v;
    return this.v;
  },
});
function jr(e, t) {
  return new Wn(e, t);
}
function Pa(e) {
  var t = e.j;
  if (((e.j = void 0), typeof t == 'function')) {
    sn++;
    var n = Le;
    Le = void 0;
    try {
      t();
    } catch (o) {
      throw ((e.f &= -2), (e.f |= 8), fl(e), o);
    } finally {
      ((Le = n), zr());
    }
  }
}
function fl(e) {
  for (var t = e.s; t !== void 0; t = t.n) t.S.U(t);
  ((e.x = void 0), (e.s = void 0), Pa(e));
}
function Md(e) {
  if (Le !== this) throw new Error('Out-of-order effect');
  (Aa(this), (Le = e), (this.f &= -2));
  try {
    8 & this.f && fl(this);
  } finally {
    zr();
  }
}
function So(e, t) {
  ((this.x = e),
    (this.j = void 0),
    (this.s = void 0),
    (this.u = void 0),
    (this.f = 32),
    (this.name = t?.name),
    nr && nr.push(this));
}
So.prototype.c = function () {
  var e = this.S();
  try {
    if (8 & this.f || this.x === void 0) return;
    var t = this.x();
    typeof t == 'function' && (this.j = t);
  } finally {
    e();
  }
};
So.prototype.S = function () {
  if (1 & this.f) throw new Error('Cycle detected');
  ((this.f |= 1), (this.f &= -9), Pa(this), Ca(this), sn++);
  var e = Le;
  return ((Le = this), Md.bind(this, e));
};
So.prototype.N = function () {
  2 & this.f || ((this.f |= 2), (this.u = or), (or = this));
};
So.prototype.d = function () {
  ((this.f |= 8), 1 & this.f || fl(this));
};
So.prototype.dispose = function () {
  this.d();
};
function an(e, t) {
  var n = new So(e, t);
  try {
    n.c();
  } catch (i) {
    throw (n.d(), i);
  }
  var o = n.d.bind(n);
  return ((o[Symbol.dispose] = o), o);
}
var La,
  Kr,
  Gr,
  Cd = typeof window < 'u' && !!window.__PREACT_SIGNALS_DEVTOOLS__;
var Na = [];
an(function () {
  La = this.N;
})();
function xo(e, t) {
  se[e] = t.bind(null, se[e] || function () {});
}
function ir(e) {
  if (Gr) {
    var t = Gr;
    ((Gr = void 0), t());
  }
  Gr = e && e.S();
}
function Da(e) {
  var t = this,
    n = e.data,
    o = Pd(n);
  ((o.name = 'ReactiveDom'), (o.value = n));
  var i = Sn(function () {
      for (var u = t, f = t.__v; (f = f.__);)
        if (f.__c) {
          f.__c.__$f |= 4;
          break;
        }
      var d = jr(function () {
          var y = o.value.value;
          return y === 0 ? 0 : y === !0 ? '' : y || '';
        }),
        h = jr(function () {
          return !Array.isArray(d.value) && !Qi(d.value);
        }),
        g = an(function () {
          if (((this.N = Ra), h.value)) {
            var y = d.value;
            u.__v && u.__v.__e && u.__v.__e.nodeType === 3 && (u.__v.__e.data = y);
          }
        }),
        v = t.__$u.d;
      return (
        (t.__$u.d = function () {
          (g(), v.call(this));
        }),
        [h, d]
      );
    }, []),
    l = i[0],
    s = i[1];
  return l.value ? s.peek() : s.value;
}
Da.displayName = 'ReactiveTextNode';
Object.defineProperties(je.prototype, {
  constructor: { configurable: !0, value: sa(H, null).constructor },
  type: { configurable: !0, value: Da },
  props: {
    configurable: !0,
    get: function () {
      var e = this;
      return {
        data: {
          get value() {
            return e.value;
          },
        },
      };
    },
  },
  __b: { configurable: !0, value: 1 },
});
xo('__b', function (e, t) {
  if ((ir(), (Kr = void 0), typeof t.type == 'string')) {
    var n,
      o = t.props;
    for (var i in o)
      if (i !== 'children') {
        var l = o[i];
        l instanceof je && (n || (t.__np = n = {}), (n[i] = l), (o[i] = l.peek()));
      }
  }
  e(t);
});
xo('__r', function (e, t) {
  if ((e(t), t.type !== H)) {
    ir();
    var n,
      o = t.__c;
    (o &&
      ((o.__$f &= -2),
      (n = o.__$u) === void 0 &&
        (o.__$u = n =
          (function (i, l) {
            var s;
            return (
              an(
                function () {
                  s = this;
                },
                { name: l },
              ),
              (s.c = i),
              s
            );
          })(
            (function (i) {
              return function () {
                var l;
                (Cd && ((l = this.y) == null || l.call(this)), (i.__$f |= 1), i.setState({}));
              };
            })(o),
            typeof t.type == 'function' ? t.type.displayName || t.type.name : '',
          ))),
      (Kr = o),
      ir(n));
  }
});
xo('__e', function (e, t, n, o) {
  (ir(), (Kr = void 0), e(t, n, o));
});
xo('diffed', function (e, t) {
  (ir(), (Kr = void 0));
  var n;
  if (typeof t.type == 'string' && (n = t.__e)) {
    var o = t.__np,
      i = t.props,
      l = n.U;
    if (l)
      for (var s in l) {
        var u = l[s];
        u === void 0 || (o && s in o) || (u.d(), (l[s] = void 0));
      }
    if (o) {
      l || ((l = {}), (n.U = l));
      for (var f in o) {
        var d = l[f],
          h = o[f];
        d === void 0 ? ((d = Ad(n, f, h, i)), (l[f] = d)) : d.o(h, i);
      }
    }
  }
  e(t);
});
function Ad(e, t, n, o) {
  var i = t in e && e.ownerSVGElement === void 0,
    l = Ne(n);
  return {
    o: function (s, u) {
      ((l.value = s), (o = u));
    },
    d: an(function () {
      this.N = Ra;
      var s = l.value.value;
      o[t] !== s &&
        ((o[t] = s),
        i
          ? (e[t] = s)
          : s != null && (s !== !1 || t[4] === '-')
            ? e.setAttribute(t, s)
            : e.removeAttribute(t));
    }),
  };
}
xo('unmount', function (e, t) {
  if (typeof t.type == 'string') {
    var n = t.__e;
    if (n) {
      var o = n.U;
      if (o) {
        n.U = void 0;
        for (var i in o) {
          var l = o[i];
          l && l.d();
        }
      }
    }
    var s = t.__np;
    if (s) {
      var u = t.props;
      for (var f in s) u[f] = s[f];
    }
    t.__np = void 0;
  } else {
    var d = t.__c;
    if (d) {
      d.__$f |= 8;
      var h = d.__$u;
      h && ((d.__$u = void 0), h.d());
    }
  }
  e(t);
});
xo('__h', function (e, t, n, o) {
  (o < 3 && (t.__$f |= 2), e(t, n, o));
});
wo.prototype.shouldComponentUpdate = function (e, t) {
  if (this.__R) return !0;
  var n = this.__$u,
    o = n && n.s !== void 0;
  for (var i in t) return !0;
  if (this.__f || (typeof this.u == 'boolean' && this.u === !0)) {
    var l = 2 & this.__$f;
    if (!(o || l || 4 & this.__$f) || 1 & this.__$f) return !0;
  } else if (!(o || 4 & this.__$f) || 3 & this.__$f) return !0;
  for (var s in e) if (s !== '__source' && e[s] !== this.props[s]) return !0;
  for (var u in this.props) if (!(u in e)) return !0;
  return !1;
};
function Pd(e, t) {
  return Sn(function () {
    return Ne(e, t);
  }, []);
}
var Ld = function (e) {
  queueMicrotask(function () {
    queueMicrotask(e);
  });
};
function Nd() {
  cl(function () {
    for (var e; (e = Na.shift());) La.call(e);
  });
}
function Ra() {
  Na.push(this) === 1 && (se.requestAnimationFrame || Ld)(Nd);
}
var un = Ne('connecting'),
  lr = class {
    all = new Set();
    add(t) {
      return (this.all.add(t), () => this.all.delete(t));
    }
    call(t) {
      for (let n of this.all) n(t);
    }
  },
  cn = new lr(),
  xn = new lr(),
  pl = new lr(),
  sr = Ne(void 0),
  Dd = 1e3,
  Wt;
function $a() {
  (dl(), document.addEventListener('visibilitychange', () => (document.hidden ? Fa() : dl())));
}
function dl() {
  Wt === void 0 &&
    ((Wt = new EventSource('/api/stream')),
    Wt.addEventListener('open', () => {
      let e = un.value === 'connecting';
      ((un.value = 'live'), e ? cn.call([]) : xn.call());
    }),
    Wt.addEventListener('error', () => {
      ((un.value = 'lost'), Wt?.readyState === EventSource.CLOSED && ml());
    }),
    Wt.addEventListener('request', ({ data: e }) => cn.call(JSON.parse(e))),
    Wt.addEventListener('cleared', () => xn.call()),
    Wt.addEventListener('shop', ({ data: e }) => (sr.value = JSON.parse(e))),
    Wt.addEventListener('fault', ({ data: e }) => pl.call(JSON.parse(e))));
}
function Fa() {
  (Wt?.close(), (Wt = void 0));
}
var Oa;
function ml() {
  ((un.value = 'lost'),
    (Oa ??= setTimeout(() => {
      ((Oa = void 0), Fa(), document.hidden || dl());
    }, Dd)));
}
var ar = 'The sandbox cannot be reached.';
async function Dt(e, { method: t, body: n, signal: o } = {}) {
  let i = n === void 0 ? void 0 : { 'Content-Type': 'application/json' },
    { response: l, text: s } = await Rd(`/api/${e}`, { method: t, body: n, signal: o, headers: i }),
    u = Od(s);
  if (l.ok && u !== null) return u;
  throw new Error(u?.error ?? `This is no answer of the sandbox: status ${l.status}.`);
}
async function Rd(e, t) {
  try {
    let n = await fetch(e, t);
    return { response: n, text: await n.text() };
  } catch (n) {
    throw t.signal?.aborted === !0 ? n : (ml(), new Error(ar, { cause: n }));
  }
}
function Od(e) {
  try {
    return e === '' ? void 0 : JSON.parse(e);
  } catch {
    return null;
  }
}
function ko(e, t) {
  return Dt(hl(e), { signal: t });
}
function hl({ path: e, id: t = '', query: n = {} }) {
  return e.replace('*', encodeURIComponent(t)) + ur(n);
}
function ur(e) {
  let t = new URLSearchParams();
  for (let [n, o] of Object.entries(e)) o !== void 0 && o !== '' && t.set(n, String(o));
  return t.size === 0 ? '' : `?${t.toString()}`;
}
var $d = 1e3;
function ge(e, t) {
  let n = hl(e),
    [o, i] = X(),
    [l, s] = X();
  return (
    ie(() => {
      let f = new AbortController(),
        d = !1,
        h = !1,
        g,
        v = async () => {
          if (((h = d), !d)) {
            d = !0;
            try {
              let T = await Dt(n, { signal: f.signal });
              (i({ address: n, data: T }), s(void 0));
            } catch (T) {
              if (f.signal.aborted) return;
              let { message: C } = T;
              C !== ar && s(C);
            }
            ((d = !1), h && y());
          }
        },
        y = () => {
          g ??= setTimeout(() => {
            ((g = void 0), v());
          }, $d);
        };
      v();
      let w =
          t === void 0
            ? void 0
            : setInterval(() => {
                v();
              }, t),
        x = [
          cn.add(y),
          xn.add(() => {
            v();
          }),
        ];
      return () => {
        (f.abort(), clearTimeout(g), clearInterval(w));
        for (let T of x) T();
      };
    }, [n, t]),
    {
      data: o?.address.split('?', 1)[0] === n.split('?', 1)[0] ? o?.data : void 0,
      from: o?.address,
      error: l,
    }
  );
}
var gl = ['logs', 'shop', 'warnings', 'profiles', 'delivery', 'validate'],
  De = Ne(yl(location.hash));
addEventListener('hashchange', () => {
  De.value = yl(location.hash);
});
function ye(e, t, n = {}) {
  return `#/${t === void 0 ? e : `${e}/${encodeURIComponent(t)}`}${ur(n)}`;
}
function ft(e) {
  let { view: t, id: n, query: o } = De.value,
    i = ye(t, n, { ...Object.fromEntries(o), ...e });
  (history.replaceState(history.state, '', i), (De.value = yl(i)));
}
function kn(e) {
  let { view: t, query: n } = De.value;
  location.hash = ye(t, e, { ...Object.fromEntries(n), show: void 0 });
}
function yl(e) {
  let [t = '', n] = e.replace(/^#\/?/, '').split('?', 2),
    [o, i] = t.split('/', 2);
  return {
    view: gl.find((s) => s === o) ?? 'logs',
    id: i ? Fd(i) : void 0,
    query: new URLSearchParams(n),
  };
}
function Fd(e) {
  try {
    return decodeURIComponent(e);
  } catch {
    return e;
  }
}
var zt = {
    accepted: 'accepted',
    duplicate: 'duplicate',
    refused: 'refused',
    unauthorised: 'unauthorised',
    fault: 'simulated failure',
  },
  Eo = Object.keys(zt);
function le(e, t, n = `${t}s`) {
  return `${ee(e)} ${e === 1 ? t : n}`;
}
function ee(e) {
  return e.toLocaleString('en');
}
function Sl(e) {
  let t = e % 100 > 10 && e % 100 < 14;
  return `${ee(e)}${(t ? void 0 : ['th', 'st', 'nd', 'rd'][e % 10]) ?? 'th'}`;
}
function To(e) {
  return e > 0 && e < 0.01 ? '< 1 %' : e < 1 && e > 0.99 ? '> 99 %' : `${Math.round(e * 100)} %`;
}
function Jr(e, t) {
  let n = Number.isInteger(e) ? 0 : 2,
    o = e.toLocaleString('en', { minimumFractionDigits: n });
  return t === null ? o : `${o} ${ce(rt(t), 10)}`;
}
var Id = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
function rt(e) {
  return e.replaceAll(Id, (t) => `\\u${t.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
function qa(e) {
  let [t = '', ...n] = e.split(/\n\s*(?:- )?/).map(rt);
  return { head: t, items: n };
}
function Ve(e) {
  return e.trim() === '' ? '(empty)' : rt(e);
}
function ce(e, t) {
  return e.length <= t ? e : `${e.slice(0, t - 1).replace(/[\ud800-\udbff]$/, '')}\u2026`;
}
function Yr(e) {
  return `${e.charAt(0).toUpperCase()}${e.slice(1)}.`;
}
var Ha = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  Va = new Intl.DateTimeFormat('en', { ...Ha, fractionalSecondDigits: 3 }),
  qd = new Intl.DateTimeFormat('en', { ...Ha, second: void 0 }),
  Hd = new Intl.DateTimeFormat('en', { weekday: 'short' }),
  vl = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
function Ba(e, t = new Date()) {
  let n = new Date(e);
  return Number.isNaN(n.getTime())
    ? e
    : n.toDateString() === t.toDateString()
      ? Va.format(n)
      : n.getFullYear() === t.getFullYear()
        ? `${vl.format(n)} ${qd.format(n)}`
        : `${vl.format(n)} ${n.getFullYear()}`;
}
function xl(e) {
  let t = new Date(e);
  return Number.isNaN(t.getTime())
    ? e
    : `${`${Hd.format(t)} ${vl.format(t)} ${t.getFullYear()}`}, ${Va.format(t)}`;
}
var _l = 6e4,
  bl = 60 * _l,
  wl = 24 * bl,
  Ia = 365.25 * wl;
function Rt(e) {
  let t = Math.abs(e);
  return t < 1e3
    ? `${Math.round(e)} ms`
    : t < _l
      ? `${cr(e, 1e3)} s`
      : t < bl
        ? `${cr(e, _l)} min`
        : t < 2 * wl
          ? `${cr(e, bl)} h`
          : t < 2 * Ia
            ? `${cr(e, wl)} days`
            : `${cr(e, Ia)} years`;
}
function cr(e, t) {
  let n = e / t;
  return ee(Number(n.toFixed(Math.abs(n) < 10 ? 1 : 0)));
}
var Vd = Symbol.for('pv'),
  Bd = 0;
function r(e, t, n, o, i, l) {
  t || (t = {});
  var s,
    u,
    f = t;
  if ('ref' in f && typeof e != 'function')
    for (u in ((f = {}), t)) u == 'ref' ? (s = t[u]) : (f[u] = t[u]);
  var d = {
    type: e,
    props: f,
    key: n,
    ref: s,
    __k: null,
    __: null,
    __b: 0,
    __e: null,
    __c: null,
    constructor: Vd,
    __v: --Bd,
    __i: -1,
    __u: 0,
  };
  return ((i || l) && ((d.__source = i), (d.__self = l)), se.vnode && se.vnode(d), d);
}
function Ot({ outcome: e, status: t }) {
  return r('span', {
    class: `mark ${e}`,
    children: [
      zt[e],
      t === void 0 ? null : r('span', { class: 'mark-status', children: t ?? 'no answer' }),
    ],
  });
}
function Be({ at: e, isFull: t = !1 }) {
  return r('time', {
    class: 'moment',
    dateTime: e,
    title: t
      ? e
      : `${xl(e)}
${e}`,
    children: t ? xl(e) : Ba(e),
  });
}
function Qr({ share: e, kind: t }) {
  return r('span', {
    class: `share ${t}`,
    'aria-hidden': 'true',
    children: r('span', { style: { width: `${Math.min(1, Math.max(0, e)) * 100}%` } }),
  });
}
function Fe({ message: e }) {
  return e === void 0 || e === ar
    ? null
    : r('p', { class: 'load-error', role: 'alert', children: e });
}
function En({ columns: e, ...t }) {
  return r('thead', {
    ...t,
    children: r('tr', { children: e.map((n) => r('th', { scope: 'col', children: n }, n)) }),
  });
}
function kl({ what: e, shown: t, total: n }) {
  return t >= n
    ? null
    : r('p', { class: 'muted', children: ['The ', e, ' ', ee(t), ' of ', ee(n), '.'] });
}
function vt({ title: e, children: t, needsEvent: n }) {
  return r('div', {
    class: 'empty',
    children: [
      r('h2', { children: e }),
      t,
      n &&
        r('p', { children: r('a', { href: ye('logs'), children: 'How to send a first event' }) }),
    ],
  });
}
function Xr({ text: e, button: t, onClick: n }) {
  return r('div', {
    class: 'no-match',
    children: [r('p', { children: e }), r('button', { type: 'button', onClick: n, children: t })],
  });
}
var Ud = 'uplot',
  Wd = 'u-hz',
  zd = 'u-vt',
  jd = 'u-title',
  Gd = 'u-wrap',
  Kd = 'u-under',
  Jd = 'u-over',
  Yd = 'u-axis',
  Gn = 'u-off',
  Qd = 'u-select',
  Xd = 'u-cursor-x',
  Zd = 'u-cursor-y',
  ep = 'u-cursor-pt',
  tp = 'u-legend',
  np = 'u-live',
  op = 'u-inline',
  rp = 'u-series',
  ip = 'u-marker',
  Ua = 'u-label',
  lp = 'u-value',
  dr = 'width',
  pr = 'height';
var Wa = 'bottom',
  Mo = 'left',
  El = 'right',
  Bl = '#000',
  za = Bl + '0',
  Tl = 'mousemove',
  ja = 'mousedown',
  Ml = 'mouseup',
  Ga = 'mouseenter',
  Ka = 'mouseleave',
  Ja = 'dblclick',
  sp = 'resize',
  ap = 'scroll',
  Ya = 'change',
  oi = 'dppxchange',
  Ul = '--',
  Ro = typeof window < 'u',
  Nl = Ro ? document : null,
  Ao = Ro ? window : null,
  up = Ro ? navigator : null,
  pe,
  Zr;
function Dl() {
  let e = devicePixelRatio;
  pe != e &&
    ((pe = e),
    Zr && Ol(Ya, Zr, Dl),
    (Zr = matchMedia(
      `(min-resolution: ${pe - 0.001}dppx) and (max-resolution: ${pe + 0.001}dppx)`,
    )),
    Kn(Ya, Zr, Dl),
    Ao.dispatchEvent(new CustomEvent(oi)));
}
function kt(e, t) {
  if (t != null) {
    let n = e.classList;
    !n.contains(t) && n.add(t);
  }
}
function Rl(e, t) {
  let n = e.classList;
  n.contains(t) && n.remove(t);
}
function Te(e, t, n) {
  e.style[t] = n + 'px';
}
function jt(e, t, n, o) {
  let i = Nl.createElement(e);
  return (t != null && kt(i, t), n?.insertBefore(i, o), i);
}
function $t(e, t) {
  return jt('div', e, t);
}
var Qa = new WeakMap();
function nn(e, t, n, o, i) {
  let l = 'translate(' + t + 'px,' + n + 'px)',
    s = Qa.get(e);
  l != s &&
    ((e.style.transform = l),
    Qa.set(e, l),
    t < 0 || n < 0 || t > o || n > i ? kt(e, Gn) : Rl(e, Gn));
}
var Xa = new WeakMap();
function Za(e, t, n) {
  let o = t + n,
    i = Xa.get(e);
  o != i && (Xa.set(e, o), (e.style.background = t), (e.style.borderColor = n));
}
var eu = new WeakMap();
function tu(e, t, n, o) {
  let i = t + '' + n,
    l = eu.get(e);
  i != l &&
    (eu.set(e, i),
    (e.style.height = n + 'px'),
    (e.style.width = t + 'px'),
    (e.style.marginLeft = o ? -t / 2 + 'px' : 0),
    (e.style.marginTop = o ? -n / 2 + 'px' : 0));
}
var Wl = { passive: !0 },
  cp = { ...Wl, capture: !0 };
function Kn(e, t, n, o) {
  t.addEventListener(e, n, o ? cp : Wl);
}
function Ol(e, t, n, o) {
  t.removeEventListener(e, n, Wl);
}
Ro && Dl();
function Gt(e, t, n, o) {
  let i;
  ((n = n || 0), (o = o || t.length - 1));
  let l = o <= 2147483647;
  for (; o - n > 1;) ((i = l ? (n + o) >> 1 : Et((n + o) / 2)), t[i] < e ? (n = i) : (o = i));
  return e - t[n] <= t[o] - e ? n : o;
}
function Au(e) {
  return (n, o, i) => {
    let l = -1,
      s = -1;
    for (let u = o; u <= i; u++)
      if (e(n[u])) {
        l = u;
        break;
      }
    for (let u = i; u >= o; u--)
      if (e(n[u])) {
        s = u;
        break;
      }
    return [l, s];
  };
}
var Pu = (e) => e != null,
  Lu = (e) => e != null && e > 0,
  li = Au(Pu),
  fp = Au(Lu);
function dp(e, t, n, o = 0, i = !1) {
  let l = i ? fp : li,
    s = i ? Lu : Pu;
  [t, n] = l(e, t, n);
  let u = e[t],
    f = e[t];
  if (t > -1)
    if (o == 1) ((u = e[t]), (f = e[n]));
    else if (o == -1) ((u = e[n]), (f = e[t]));
    else
      for (let d = t; d <= n; d++) {
        let h = e[d];
        s(h) && (h < u ? (u = h) : h > f && (f = h));
      }
  return [u ?? be, f ?? -be];
}
function si(e, t, n, o) {
  let i = ru(e),
    l = ru(t);
  e == t && (i == -1 ? ((e *= n), (t /= n)) : ((e /= n), (t *= n)));
  let s = n == 10 ? fn : Nu,
    u = i == 1 ? Et : Ft,
    f = l == 1 ? Ft : Et,
    d = u(s(Ke(e))),
    h = f(s(Ke(t))),
    g = Po(n, d),
    v = Po(n, h);
  return (
    n == 10 && (d < 0 && (g = we(g, -d)), h < 0 && (v = we(v, -h))),
    o || n == 2 ? ((e = g * i), (t = v * l)) : ((e = $u(e, g)), (t = ai(t, v))),
    [e, t]
  );
}
function zl(e, t, n, o) {
  let i = si(e, t, n, o);
  return (e == 0 && (i[0] = 0), t == 0 && (i[1] = 0), i);
}
var jl = 0.1,
  nu = { mode: 3, pad: jl },
  hr = { pad: 0, soft: null, mode: 0 },
  pp = { min: hr, max: hr };
function ri(e, t, n, o) {
  return ui(n)
    ? ou(e, t, n)
    : ((hr.pad = n), (hr.soft = o ? 0 : null), (hr.mode = o ? 3 : 0), ou(e, t, pp));
}
function fe(e, t) {
  return e ?? t;
}
function mp(e, t, n) {
  for (t = fe(t, 0), n = fe(n, e.length - 1); t <= n;) {
    if (e[t] != null) return !0;
    t++;
  }
  return !1;
}
function ou(e, t, n) {
  let o = n.min,
    i = n.max,
    l = fe(o.pad, 0),
    s = fe(i.pad, 0),
    u = fe(o.hard, -be),
    f = fe(i.hard, be),
    d = fe(o.soft, be),
    h = fe(i.soft, -be),
    g = fe(o.mode, 0),
    v = fe(i.mode, 0),
    y = t - e,
    w = fn(y),
    x = dt(Ke(e), Ke(t)),
    T = fn(x),
    C = Ke(T - w);
  (y < 1e-24 || C > 10) &&
    ((y = 0),
    (e == 0 || t == 0) &&
      ((y = 1e-24), g == 2 && d != be && (l = 0), v == 2 && h != -be && (s = 0)));
  let S = y || x || 1e3,
    L = fn(S),
    E = Po(10, Et(L)),
    G = S * (y == 0 ? (e == 0 ? 0.1 : 1) : l),
    R = we($u(e - G, E / 10), 24),
    N = e >= d && (g == 1 || (g == 3 && R <= d) || (g == 2 && R >= d)) ? d : be,
    O = dt(u, R < N && e >= N ? N : Kt(N, R)),
    K = S * (y == 0 ? (t == 0 ? 0.1 : 1) : s),
    V = we(ai(t + K, E / 10), 24),
    A = t <= h && (v == 1 || (v == 3 && V >= h) || (v == 2 && V <= h)) ? h : -be,
    W = Kt(f, V > A && t <= A ? A : dt(A, V));
  return (O == W && O == 0 && (W = 100), [O, W]);
}
var hp = new Intl.NumberFormat(Ro ? up.language : 'en-US'),
  Gl = (e) => hp.format(e),
  Tt = Math,
  ni = Tt.PI,
  Ke = Tt.abs,
  Et = Tt.floor,
  Ge = Tt.round,
  Ft = Tt.ceil,
  Kt = Tt.min,
  dt = Tt.max,
  Po = Tt.pow,
  ru = Tt.sign,
  fn = Tt.log10,
  Nu = Tt.log2,
  gp = (e, t = 1) => Tt.sinh(e) * t,
  Cl = (e, t = 1) => Tt.asinh(e / t),
  be = 1 / 0;
function iu(e) {
  return (fn((e ^ (e >> 31)) - (e >> 31)) | 0) + 1;
}
function $l(e, t, n) {
  return Kt(dt(e, t), n);
}
function Du(e) {
  return typeof e == 'function';
}
function oe(e) {
  return Du(e) ? e : () => e;
}
var yp = () => {},
  Ru = (e) => e,
  Ou = (e, t) => t,
  vp = (e) => null,
  lu = (e) => !0,
  su = (e, t) => e == t,
  _p = /\.\d*?(?=9{6,}|0{6,})/gm,
  Jn = (e) => {
    if (Iu(e) || Mn.has(e)) return e;
    let t = `${e}`,
      n = t.match(_p);
    if (n == null) return e;
    let o = n[0].length - 1;
    if (t.indexOf('e-') != -1) {
      let [i, l] = t.split('e');
      return +`${Jn(i)}e${l}`;
    }
    return we(e, o);
  };
function zn(e, t) {
  return Jn(we(Jn(e / t)) * t);
}
function ai(e, t) {
  return Jn(Ft(Jn(e / t)) * t);
}
function $u(e, t) {
  return Jn(Et(Jn(e / t)) * t);
}
function we(e, t = 0) {
  if (Iu(e)) return e;
  let n = 10 ** t,
    o = e * n * (1 + Number.EPSILON);
  return Ge(o) / n;
}
var Mn = new Map();
function Fu(e) {
  return (('' + e).split('.')[1] || '').length;
}
function yr(e, t, n, o) {
  let i = [],
    l = o.map(Fu);
  for (let s = t; s < n; s++) {
    let u = Ke(s),
      f = we(Po(e, s), u);
    for (let d = 0; d < o.length; d++) {
      let h = e == 10 ? +`${o[d]}e${s}` : o[d] * f,
        g = (s >= 0 ? 0 : u) + (s >= l[d] ? 0 : l[d]),
        v = e == 10 ? h : we(h, g);
      (i.push(v), Mn.set(v, g));
    }
  }
  return i;
}
var gr = {},
  Kl = [],
  Lo = [null, null],
  Tn = Array.isArray,
  Iu = Number.isInteger,
  bp = (e) => e === void 0;
function au(e) {
  return typeof e == 'string';
}
function ui(e) {
  let t = !1;
  if (e != null) {
    let n = e.constructor;
    t = n == null || n == Object;
  }
  return t;
}
function wp(e) {
  return e != null && typeof e == 'object';
}
var Sp = Object.getPrototypeOf(Uint8Array),
  qu = '__proto__';
function No(e, t = ui) {
  let n;
  if (Tn(e)) {
    let o = e.find((i) => i != null);
    if (Tn(o) || t(o)) {
      n = Array(e.length);
      for (let i = 0; i < e.length; i++) n[i] = No(e[i], t);
    } else n = e.slice();
  } else if (e instanceof Sp) n = e.slice();
  else if (t(e)) {
    n = {};
    for (let o in e) o != qu && (n[o] = No(e[o], t));
  } else n = e;
  return n;
}
function Ue(e) {
  let t = arguments;
  for (let n = 1; n < t.length; n++) {
    let o = t[n];
    for (let i in o) i != qu && (ui(e[i]) ? Ue(e[i], No(o[i])) : (e[i] = No(o[i])));
  }
  return e;
}
var xp = 0,
  kp = 1,
  Ep = 2;
function Tp(e, t, n) {
  for (let o = 0, i, l = -1; o < t.length; o++) {
    let s = t[o];
    if (s > l) {
      for (i = s - 1; i >= 0 && e[i] == null;) e[i--] = null;
      for (i = s + 1; i < n && e[i] == null;) e[(l = i++)] = null;
    }
  }
}
function Mp(e, t) {
  if (Pp(e)) {
    let s = e[0].slice();
    for (let u = 1; u < e.length; u++) s.push(...e[u].slice(1));
    return (Lp(s[0]) || (s = Ap(s)), s);
  }
  let n = new Set();
  for (let s = 0; s < e.length; s++) {
    let f = e[s][0],
      d = f.length;
    for (let h = 0; h < d; h++) n.add(f[h]);
  }
  let o = [Array.from(n).sort((s, u) => s - u)],
    i = o[0].length,
    l = new Map();
  for (let s = 0; s < i; s++) l.set(o[0][s], s);
  for (let s = 0; s < e.length; s++) {
    let u = e[s],
      f = u[0];
    for (let d = 1; d < u.length; d++) {
      let h = u[d],
        g = Array(i).fill(void 0),
        v = t ? t[s][d] : kp,
        y = [];
      for (let w = 0; w < h.length; w++) {
        let x = h[w],
          T = l.get(f[w]);
        x === null ? v != xp && ((g[T] = x), v == Ep && y.push(T)) : (g[T] = x);
      }
      (Tp(g, y, i), o.push(g));
    }
  }
  return o;
}
var Cp = typeof queueMicrotask > 'u' ? (e) => Promise.resolve().then(e) : queueMicrotask;
function Ap(e) {
  let t = e[0],
    n = t.length,
    o = Array(n);
  for (let l = 0; l < o.length; l++) o[l] = l;
  o.sort((l, s) => t[l] - t[s]);
  let i = [];
  for (let l = 0; l < e.length; l++) {
    let s = e[l],
      u = Array(n);
    for (let f = 0; f < n; f++) u[f] = s[o[f]];
    i.push(u);
  }
  return i;
}
function Pp(e) {
  let t = e[0][0],
    n = t.length;
  for (let o = 1; o < e.length; o++) {
    let i = e[o][0];
    if (i.length != n) return !1;
    if (i != t) {
      for (let l = 0; l < n; l++) if (i[l] != t[l]) return !1;
    }
  }
  return !0;
}
function Lp(e, t = 100) {
  let n = e.length;
  if (n <= 1) return !0;
  let o = 0,
    i = n - 1;
  for (; o <= i && e[o] == null;) o++;
  for (; i >= o && e[i] == null;) i--;
  if (i <= o) return !0;
  let l = dt(1, Et((i - o + 1) / t));
  for (let s = e[o], u = o + l; u <= i; u += l) {
    let f = e[u];
    if (f != null) {
      if (f <= s) return !1;
      s = f;
    }
  }
  return !0;
}
var Hu = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  Vu = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
function Bu(e) {
  return e.slice(0, 3);
}
var Np = Vu.map(Bu),
  Dp = Hu.map(Bu),
  Rp = { MMMM: Hu, MMM: Dp, WWWW: Vu, WWW: Np };
function fr(e) {
  return (e < 10 ? '0' : '') + e;
}
function Op(e) {
  return (e < 10 ? '00' : e < 100 ? '0' : '') + e;
}
var $p = {
  YYYY: (e) => e.getFullYear(),
  YY: (e) => (e.getFullYear() + '').slice(2),
  MMMM: (e, t) => t.MMMM[e.getMonth()],
  MMM: (e, t) => t.MMM[e.getMonth()],
  MM: (e) => fr(e.getMonth() + 1),
  M: (e) => e.getMonth() + 1,
  DD: (e) => fr(e.getDate()),
  D: (e) => e.getDate(),
  WWWW: (e, t) => t.WWWW[e.getDay()],
  WWW: (e, t) => t.WWW[e.getDay()],
  HH: (e) => fr(e.getHours()),
  H: (e) => e.getHours(),
  h: (e) => {
    let t = e.getHours();
    return t == 0 ? 12 : t > 12 ? t - 12 : t;
  },
  AA: (e) => (e.getHours() >= 12 ? 'PM' : 'AM'),
  aa: (e) => (e.getHours() >= 12 ? 'pm' : 'am'),
  a: (e) => (e.getHours() >= 12 ? 'p' : 'a'),
  mm: (e) => fr(e.getMinutes()),
  m: (e) => e.getMinutes(),
  ss: (e) => fr(e.getSeconds()),
  s: (e) => e.getSeconds(),
  fff: (e) => Op(e.getMilliseconds()),
};
function Jl(e, t) {
  t = t || Rp;
  let n = [],
    o = /\{([a-z]+)\}|[^{]+/gi,
    i;
  for (; (i = o.exec(e));) n.push(i[0][0] == '{' ? $p[i[1]] : i[0]);
  return (l) => {
    let s = '';
    for (let u = 0; u < n.length; u++) s += typeof n[u] == 'string' ? n[u] : n[u](l, t);
    return s;
  };
}
var Fp = new Intl.DateTimeFormat().resolvedOptions().timeZone;
function Ip(e, t) {
  let n;
  return (
    t == 'UTC' || t == 'Etc/UTC'
      ? (n = new Date(+e + e.getTimezoneOffset() * 6e4))
      : t == Fp
        ? (n = e)
        : ((n = new Date(e.toLocaleString('en-US', { timeZone: t }))),
          n.setMilliseconds(e.getMilliseconds())),
    n
  );
}
var Uu = (e) => e % 1 == 0,
  ii = [1, 2, 2.5, 5],
  qp = yr(10, -32, 0, ii),
  Wu = yr(10, 0, 32, ii),
  Hp = Wu.filter(Uu),
  jn = qp.concat(Wu),
  Yl = `
`,
  zu = '{YYYY}',
  uu = Yl + zu,
  ju = '{M}/{D}',
  mr = Yl + ju,
  ei = mr + '/{YY}',
  Gu = '{aa}',
  Vp = '{h}:{mm}',
  Co = Vp + Gu,
  cu = Yl + Co,
  fu = ':{ss}',
  he = null;
function Ku(e) {
  let t = e * 1e3,
    n = t * 60,
    o = n * 60,
    i = o * 24,
    l = i * 30,
    s = i * 365,
    f = (e == 1 ? yr(10, 0, 3, ii).filter(Uu) : yr(10, -3, 0, ii)).concat([
      t,
      t * 5,
      t * 10,
      t * 15,
      t * 30,
      n,
      n * 5,
      n * 10,
      n * 15,
      n * 30,
      o,
      o * 2,
      o * 3,
      o * 4,
      o * 6,
      o * 8,
      o * 12,
      i,
      i * 2,
      i * 3,
      i * 4,
      i * 5,
      i * 6,
      i * 7,
      i * 8,
      i * 9,
      i * 10,
      i * 15,
      l,
      l * 2,
      l * 3,
      l * 4,
      l * 6,
      s,
      s * 2,
      s * 5,
      s * 10,
      s * 25,
      s * 50,
      s * 100,
    ]),
    d = [
      [s, zu, he, he, he, he, he, he, 1],
      [i * 28, '{MMM}', uu, he, he, he, he, he, 1],
      [i, ju, uu, he, he, he, he, he, 1],
      [o, '{h}' + Gu, ei, he, mr, he, he, he, 1],
      [n, Co, ei, he, mr, he, he, he, 1],
      [t, fu, ei + ' ' + Co, he, mr + ' ' + Co, he, cu, he, 1],
      [e, fu + '.{fff}', ei + ' ' + Co, he, mr + ' ' + Co, he, cu, he, 1],
    ];
  function h(g) {
    return (v, y, w, x, T, C) => {
      let S = [],
        L = T >= s,
        E = T >= l && T < s,
        G = g(w),
        R = we(G * e, 3),
        N = Al(G.getFullYear(), L ? 0 : G.getMonth(), E || L ? 1 : G.getDate()),
        O = we(N * e, 3);
      if (E || L) {
        let K = E ? T / l : 0,
          V = L ? T / s : 0,
          A = R == O ? R : we(Al(N.getFullYear() + V, N.getMonth() + K, 1) * e, 3),
          W = new Date(Ge(A / e)),
          $ = W.getFullYear(),
          Y = W.getMonth();
        for (let j = 0; A <= x; j++) {
          let re = Al($ + V * j, Y + K * j, 1),
            z = re - g(we(re * e, 3));
          ((A = we((+re + z) * e, 3)), A <= x && S.push(A));
        }
      } else {
        let K = T >= i ? i : T,
          V = Et(w) - Et(R),
          A = O + V + ai(R - O, K);
        S.push(A);
        let W = g(A),
          $ = W.getHours() + W.getMinutes() / n + W.getSeconds() / o,
          Y = T / o,
          j = v.axes[y]._space,
          re = C / j;
        for (; (A = we(A + T, e == 1 ? 0 : 3)), !(A > x);)
          if (Y > 1) {
            let z = Et(we($ + Y, 6)) % 24,
              ae = g(A).getHours() - z;
            (ae > 1 && (ae = -1), (A -= ae * o), ($ = ($ + Y) % 24));
            let ve = S[S.length - 1];
            we((A - ve) / T, 3) * re >= 0.7 && S.push(A);
          } else S.push(A);
      }
      return S;
    };
  }
  return [f, d, h];
}
var [Bp, Up, Wp] = Ku(1),
  [zp, jp, Gp] = Ku(0.001);
yr(2, -53, 53, [1]);
function du(e, t) {
  return e.map((n) =>
    n.map((o, i) => (i == 0 || i == 8 || o == null ? o : t(i == 1 || n[8] == 0 ? o : n[1] + o))),
  );
}
function pu(e, t) {
  return (n, o, i, l, s) => {
    let u = t.find((w) => s >= w[0]) || t[t.length - 1],
      f,
      d,
      h,
      g,
      v,
      y;
    return o.map((w) => {
      let x = e(w),
        T = x.getFullYear(),
        C = x.getMonth(),
        S = x.getDate(),
        L = x.getHours(),
        E = x.getMinutes(),
        G = x.getSeconds(),
        R =
          (T != f && u[2]) ||
          (C != d && u[3]) ||
          (S != h && u[4]) ||
          (L != g && u[5]) ||
          (E != v && u[6]) ||
          (G != y && u[7]) ||
          u[1];
      return ((f = T), (d = C), (h = S), (g = L), (v = E), (y = G), R(x));
    });
  };
}
function Kp(e, t) {
  let n = Jl(t);
  return (o, i, l, s, u) => i.map((f) => n(e(f)));
}
function Al(e, t, n) {
  return new Date(e, t, n);
}
function mu(e, t) {
  return t(e);
}
var Jp = '{YYYY}-{MM}-{DD} {h}:{mm}{aa}';
function hu(e, t) {
  return (n, o, i, l) => (l == null ? Ul : t(e(o)));
}
function Yp(e, t) {
  let n = e.series[t];
  return n.width ? n.stroke(e, t) : n.points.width ? n.points.stroke(e, t) : null;
}
function Qp(e, t) {
  return e.series[t].fill(e, t);
}
var Xp = {
  show: !0,
  live: !0,
  isolate: !1,
  mount: yp,
  markers: { show: !0, width: 2, stroke: Yp, fill: Qp, dash: 'solid' },
  idx: null,
  idxs: null,
  values: [],
};
function Zp(e, t) {
  let n = e.cursor.points,
    o = $t(),
    i = n.size(e, t);
  (Te(o, dr, i), Te(o, pr, i));
  let l = i / -2;
  (Te(o, 'marginLeft', l), Te(o, 'marginTop', l));
  let s = n.width(e, t, i);
  return (s && Te(o, 'borderWidth', s), o);
}
function em(e, t) {
  let n = e.series[t].points;
  return n._fill || n._stroke;
}
function tm(e, t) {
  let n = e.series[t].points;
  return n._stroke || n._fill;
}
function nm(e, t) {
  return e.series[t].points.size;
}
var Pl = [0, 0];
function om(e, t, n) {
  return ((Pl[0] = t), (Pl[1] = n), Pl);
}
function ti(e, t, n, o = !0) {
  return (i) => {
    i.button == 0 && (!o || i.target == t) && n(i);
  };
}
function Ll(e, t, n, o = !0) {
  return (i) => {
    (!o || i.target == t) && n(i);
  };
}
var rm = {
    show: !0,
    x: !0,
    y: !0,
    lock: !1,
    move: om,
    points: { one: !1, show: Zp, size: nm, width: 0, stroke: tm, fill: em },
    bind: {
      mousedown: ti,
      mouseup: ti,
      click: ti,
      dblclick: ti,
      mousemove: Ll,
      mouseleave: Ll,
      mouseenter: Ll,
    },
    drag: {
      setScale: !0,
      x: !0,
      y: !1,
      dist: 0,
      uni: null,
      click: (e, t) => {
        (t.stopPropagation(), t.stopImmediatePropagation());
      },
      _x: !1,
      _y: !1,
    },
    focus: { dist: (e, t, n, o, i) => o - i, prox: -1, bias: 0 },
    hover: { skip: [void 0], prox: null, bias: 0 },
    left: -10,
    top: -10,
    idx: null,
    dataIdx: null,
    idxs: null,
    event: null,
  },
  Ju = { show: !0, stroke: 'rgba(0,0,0,0.07)', width: 2 },
  Ql = Ue({}, Ju, { filter: Ou }),
  Yu = Ue({}, Ql, { size: 10 }),
  Qu = Ue({}, Ju, { show: !1 }),
  Xl =
    '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"',
  Xu = 'bold ' + Xl,
  Zu = 1.5,
  gu = {
    show: !0,
    scale: 'x',
    stroke: Bl,
    space: 50,
    gap: 5,
    alignTo: 1,
    size: 50,
    labelGap: 0,
    labelSize: 30,
    labelFont: Xu,
    side: 2,
    grid: Ql,
    ticks: Yu,
    border: Qu,
    font: Xl,
    lineGap: Zu,
    rotate: 0,
  },
  im = 'Value',
  lm = 'Time',
  yu = { show: !0, scale: 'x', auto: !1, sorted: 1, min: be, max: -be, idxs: [] };
function sm(e, t, n, o, i) {
  return t.map((l) => (l == null ? '' : Gl(l)));
}
function am(e, t, n, o, i, l, s) {
  let u = [],
    f = Mn.get(i) || 0;
  n = s ? n : we(ai(n, i), f);
  for (let d = n; d <= o; d = we(d + i, f)) u.push(Object.is(d, -0) ? 0 : d);
  return u;
}
function Fl(e, t, n, o, i, l, s) {
  let u = [],
    f = e.scales[e.axes[t].scale].log,
    d = f == 10 ? fn : Nu,
    h = Et(d(n));
  ((i = Po(f, h)), f == 10 && (i = jn[Gt(i, jn)]));
  let g = n,
    v = i * f;
  f == 10 && (v = jn[Gt(v, jn)]);
  do
    (u.push(g),
      (g = g + i),
      f == 10 && !Mn.has(g) && (g = we(g, Mn.get(i))),
      g >= v && ((i = g), (v = i * f), f == 10 && (v = jn[Gt(v, jn)])));
  while (g <= o);
  return u;
}
function um(e, t, n, o, i, l, s) {
  let f = e.scales[e.axes[t].scale].asinh,
    d = o > f ? Fl(e, t, dt(f, n), o, i) : [f],
    h = o >= 0 && n <= 0 ? [0] : [];
  return (n < -f ? Fl(e, t, dt(f, -o), -n, i) : [f])
    .reverse()
    .map((v) => -v)
    .concat(h, d);
}
var ec = /./,
  cm = /[12357]/,
  fm = /[125]/,
  vu = /1/,
  Il = (e, t, n, o) =>
    e.map((i, l) =>
      (t == 4 && i == 0) || (l % o == 0 && n.test(i.toExponential()[i < 0 ? 1 : 0])) ? i : null,
    );
function dm(e, t, n, o, i) {
  let l = e.axes[n],
    s = l.scale,
    u = e.scales[s],
    f = e.valToPos,
    d = l._space,
    h = f(10, s),
    g = f(9, s) - h >= d ? ec : f(7, s) - h >= d ? cm : f(5, s) - h >= d ? fm : vu;
  if (g == vu) {
    let v = Ke(f(1, s) - h);
    if (v < d) return Il(t.slice().reverse(), u.distr, g, Ft(d / v)).reverse();
  }
  return Il(t, u.distr, g, 1);
}
function pm(e, t, n, o, i) {
  let l = e.axes[n],
    s = l.scale,
    u = l._space,
    f = e.valToPos,
    d = Ke(f(1, s) - f(2, s));
  return d < u ? Il(t.slice().reverse(), 3, ec, Ft(u / d)).reverse() : t;
}
function mm(e, t, n, o) {
  return o == null ? Ul : t == null ? '' : Gl(t);
}
var _u = {
  show: !0,
  scale: 'y',
  stroke: Bl,
  space: 30,
  gap: 5,
  alignTo: 1,
  size: 50,
  labelGap: 0,
  labelSize: 30,
  labelFont: Xu,
  side: 3,
  grid: Ql,
  ticks: Yu,
  border: Qu,
  font: Xl,
  lineGap: Zu,
  rotate: 0,
};
function hm(e, t) {
  let n = 3 + (e || 1) * 2;
  return we(n * t, 3);
}
function gm(e, t) {
  let { scale: n, idxs: o } = e.series[0],
    i = e._data[0],
    l = e.valToPos(i[o[0]], n, !0),
    s = e.valToPos(i[o[1]], n, !0),
    u = Ke(s - l),
    f = e.series[t],
    d = u / (f.points.space * pe);
  return o[1] - o[0] <= d;
}
var bu = { scale: null, auto: !0, sorted: 0, min: be, max: -be },
  tc = (e, t, n, o, i) => i,
  wu = {
    show: !0,
    auto: !0,
    sorted: 0,
    gaps: tc,
    alpha: 1,
    facets: [Ue({}, bu, { scale: 'x' }), Ue({}, bu, { scale: 'y' })],
  },
  Su = {
    scale: 'y',
    auto: !0,
    sorted: 0,
    show: !0,
    spanGaps: !1,
    gaps: tc,
    alpha: 1,
    points: { show: gm, filter: null },
    values: null,
    min: be,
    max: -be,
    idxs: [],
    path: null,
    clip: null,
  };
function ym(e, t, n, o, i) {
  return n / 10;
}
var nc = { time: !0, auto: !0, distr: 1, log: 10, asinh: 1, min: null, max: null, dir: 1, ori: 0 },
  vm = Ue({}, nc, { time: !1, ori: 1 }),
  xu = {};
function oc(e, t) {
  let n = xu[e];
  return (
    n ||
      ((n = {
        key: e,
        plots: [],
        sub(o) {
          n.plots.push(o);
        },
        unsub(o) {
          n.plots = n.plots.filter((i) => i != o);
        },
        pub(o, i, l, s, u, f, d) {
          for (let h = 0; h < n.plots.length; h++)
            n.plots[h] != i && n.plots[h].pub(o, i, l, s, u, f, d);
        },
      }),
      e != null && (xu[e] = n)),
    n
  );
}
var Do = 1,
  ql = 2;
function Yn(e, t, n) {
  let o = e.mode,
    i = e.series[t],
    l = o == 2 ? e._data[t] : e._data,
    s = e.scales,
    u = e.bbox,
    f = l[0],
    d = o == 2 ? l[1] : l[t],
    h = o == 2 ? s[i.facets[0].scale] : s[e.series[0].scale],
    g = o == 2 ? s[i.facets[1].scale] : s[i.scale],
    v = u.left,
    y = u.top,
    w = u.width,
    x = u.height,
    T = e.valToPosH,
    C = e.valToPosV;
  return h.ori == 0
    ? n(i, f, d, h, g, T, C, v, y, w, x, fi, Oo, pi, ic, sc)
    : n(i, f, d, h, g, C, T, y, v, x, w, di, $o, ts, lc, ac);
}
function Zl(e, t) {
  let n = 0,
    o = 0,
    i = fe(e.bands, Kl);
  for (let l = 0; l < i.length; l++) {
    let s = i[l];
    s.series[0] == t ? (n = s.dir) : s.series[1] == t && (s.dir == 1 ? (o |= 1) : (o |= 2));
  }
  return [n, o == 1 ? -1 : o == 2 ? 1 : o == 3 ? 2 : 0];
}
function _m(e, t, n, o, i) {
  let l = e.mode,
    s = e.series[t],
    u = l == 2 ? s.facets[1].scale : s.scale,
    f = e.scales[u];
  return i == -1 ? f.min : i == 1 ? f.max : f.distr == 3 ? (f.dir == 1 ? f.min : f.max) : 0;
}
function dn(e, t, n, o, i, l) {
  return Yn(e, t, (s, u, f, d, h, g, v, y, w, x, T) => {
    let C = s.pxRound,
      S = d.dir * (d.ori == 0 ? 1 : -1),
      L = d.ori == 0 ? Oo : $o,
      E,
      G;
    S == 1 ? ((E = n), (G = o)) : ((E = o), (G = n));
    let R = C(g(u[E], d, x, y)),
      N = C(v(f[E], h, T, w)),
      O = C(g(u[G], d, x, y)),
      K = C(v(l == 1 ? h.max : h.min, h, T, w)),
      V = new Path2D(i);
    return (L(V, O, K), L(V, R, K), L(V, R, N), V);
  });
}
function ci(e, t, n, o, i, l) {
  let s = null;
  if (e.length > 0) {
    s = new Path2D();
    let u = t == 0 ? pi : ts,
      f = n;
    for (let g = 0; g < e.length; g++) {
      let v = e[g];
      if (v[1] > v[0]) {
        let y = v[0] - f;
        (y > 0 && u(s, f, o, y, o + l), (f = v[1]));
      }
    }
    let d = n + i - f,
      h = 10;
    d > 0 && u(s, f, o - h / 2, d, o + l + h);
  }
  return s;
}
function bm(e, t, n) {
  let o = e[e.length - 1];
  o && o[0] == t ? (o[1] = n) : e.push([t, n]);
}
function es(e, t, n, o, i, l, s) {
  let u = [],
    f = e.length;
  for (let d = i == 1 ? n : o; d >= n && d <= o; d += i)
    if (t[d] === null) {
      let g = d,
        v = d;
      if (i == 1) for (; ++d <= o && t[d] === null;) v = d;
      else for (; --d >= n && t[d] === null;) v = d;
      let y = l(e[g]),
        w = v == g ? y : l(e[v]),
        x = g - i;
      y = s <= 0 && x >= 0 && x < f ? l(e[x]) : y;
      let C = v + i;
      ((w = s >= 0 && C >= 0 && C < f ? l(e[C]) : w), w >= y && u.push([y, w]));
    }
  return u;
}
function ku(e) {
  return e == 0 ? Ru : e == 1 ? Ge : (t) => zn(t, e);
}
function rc(e) {
  let t = e == 0 ? fi : di,
    n =
      e == 0
        ? (i, l, s, u, f, d) => {
            i.arcTo(l, s, u, f, d);
          }
        : (i, l, s, u, f, d) => {
            i.arcTo(s, l, f, u, d);
          },
    o =
      e == 0
        ? (i, l, s, u, f) => {
            i.rect(l, s, u, f);
          }
        : (i, l, s, u, f) => {
            i.rect(s, l, f, u);
          };
  return (i, l, s, u, f, d = 0, h = 0) => {
    d == 0 && h == 0
      ? o(i, l, s, u, f)
      : ((d = Kt(d, u / 2, f / 2)),
        (h = Kt(h, u / 2, f / 2)),
        t(i, l + d, s),
        n(i, l + u, s, l + u, s + f, d),
        n(i, l + u, s + f, l, s + f, h),
        n(i, l, s + f, l, s, h),
        n(i, l, s, l + u, s, d),
        i.closePath());
  };
}
var fi = (e, t, n) => {
    e.moveTo(t, n);
  },
  di = (e, t, n) => {
    e.moveTo(n, t);
  },
  Oo = (e, t, n) => {
    e.lineTo(t, n);
  },
  $o = (e, t, n) => {
    e.lineTo(n, t);
  },
  pi = rc(0),
  ts = rc(1),
  ic = (e, t, n, o, i, l) => {
    e.arc(t, n, o, i, l);
  },
  lc = (e, t, n, o, i, l) => {
    e.arc(n, t, o, i, l);
  },
  sc = (e, t, n, o, i, l, s) => {
    e.bezierCurveTo(t, n, o, i, l, s);
  },
  ac = (e, t, n, o, i, l, s) => {
    e.bezierCurveTo(n, t, i, o, s, l);
  };
function uc(e) {
  return (t, n, o, i, l) =>
    Yn(t, n, (s, u, f, d, h, g, v, y, w, x, T) => {
      let { pxRound: C, points: S } = s,
        L,
        E;
      d.ori == 0 ? ((L = fi), (E = ic)) : ((L = di), (E = lc));
      let G = we(S.width * pe, 3),
        R = ((S.size - S.width) / 2) * pe,
        N = we(R * 2, 3),
        O = new Path2D(),
        K = new Path2D(),
        { left: V, top: A, width: W, height: $ } = t.bbox;
      pi(K, V - N, A - N, W + N * 2, $ + N * 2);
      let Y = (j) => {
        if (f[j] != null) {
          let re = C(g(u[j], d, x, y)),
            z = C(v(f[j], h, T, w));
          (L(O, re + R, z), E(O, re, z, R, 0, ni * 2));
        }
      };
      if (l) l.forEach(Y);
      else for (let j = o; j <= i; j++) Y(j);
      return { stroke: G > 0 ? O : null, fill: O, clip: K, flags: Do | ql };
    });
}
function cc(e) {
  return (t, n, o, i, l, s) => {
    o != i && (l != o && s != o && e(t, n, o), l != i && s != i && e(t, n, i), e(t, n, s));
  };
}
var wm = cc(Oo),
  Sm = cc($o);
function fc(e) {
  let t = fe(e?.alignGaps, 0);
  return (n, o, i, l) =>
    Yn(n, o, (s, u, f, d, h, g, v, y, w, x, T) => {
      [i, l] = li(f, i, l);
      let C = s.pxRound,
        S = ($) => C(g($, d, x, y)),
        L = ($) => C(v($, h, T, w)),
        E,
        G;
      d.ori == 0 ? ((E = Oo), (G = wm)) : ((E = $o), (G = Sm));
      let R = d.dir * (d.ori == 0 ? 1 : -1),
        N = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: Do },
        O = N.stroke,
        K = !1;
      if (l - i >= x * 4) {
        let $ = (B) => n.posToVal(B, d.key, !0),
          Y = null,
          j = null,
          re,
          z,
          ht,
          Me = S(u[R == 1 ? i : l]),
          ae = S(u[i]),
          ve = S(u[l]),
          te = $(R == 1 ? ae + 1 : ve - 1);
        for (let B = R == 1 ? i : l; B >= i && B <= l; B += R) {
          let We = u[B],
            Ce = (R == 1 ? We < te : We > te) ? Me : S(We),
            me = f[B];
          Ce == Me
            ? me != null
              ? ((z = me),
                Y == null ? (E(O, Ce, L(z)), (re = Y = j = z)) : z < Y ? (Y = z) : z > j && (j = z))
              : me === null && (K = !0)
            : (Y != null && G(O, Me, L(Y), L(j), L(re), L(z)),
              me != null
                ? ((z = me), E(O, Ce, L(z)), (Y = j = re = z))
                : ((Y = j = null), me === null && (K = !0)),
              (Me = Ce),
              (te = $(Me + R)));
        }
        Y != null && Y != j && ht != Me && G(O, Me, L(Y), L(j), L(re), L(z));
      } else
        for (let $ = R == 1 ? i : l; $ >= i && $ <= l; $ += R) {
          let Y = f[$];
          Y === null ? (K = !0) : Y != null && E(O, S(u[$]), L(Y));
        }
      let [A, W] = Zl(n, o);
      if (s.fill != null || A != 0) {
        let $ = (N.fill = new Path2D(O)),
          Y = s.fillTo(n, o, s.min, s.max, A),
          j = L(Y),
          re = S(u[i]),
          z = S(u[l]);
        (R == -1 && ([z, re] = [re, z]), E($, z, j), E($, re, j));
      }
      if (!s.spanGaps) {
        let $ = [];
        (K && $.push(...es(u, f, i, l, R, S, t)),
          (N.gaps = $ = s.gaps(n, o, i, l, $)),
          (N.clip = ci($, d.ori, y, w, x, T)));
      }
      return (
        W != 0 &&
          (N.band = W == 2 ? [dn(n, o, i, l, O, -1), dn(n, o, i, l, O, 1)] : dn(n, o, i, l, O, W)),
        N
      );
    });
}
function xm(e) {
  let t = fe(e.align, 1),
    n = fe(e.ascDesc, !1),
    o = fe(e.alignGaps, 0),
    i = fe(e.extend, !1);
  return (l, s, u, f) =>
    Yn(l, s, (d, h, g, v, y, w, x, T, C, S, L) => {
      [u, f] = li(g, u, f);
      let E = d.pxRound,
        { left: G, width: R } = l.bbox,
        N = (ae) => E(w(ae, v, S, T)),
        O = (ae) => E(x(ae, y, L, C)),
        K = v.ori == 0 ? Oo : $o,
        V = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: Do },
        A = V.stroke,
        W = v.dir * (v.ori == 0 ? 1 : -1),
        $ = O(g[W == 1 ? u : f]),
        Y = N(h[W == 1 ? u : f]),
        j = Y,
        re = Y;
      (i && t == -1 && ((re = G), K(A, re, $)), K(A, Y, $));
      for (let ae = W == 1 ? u : f; ae >= u && ae <= f; ae += W) {
        let ve = g[ae];
        if (ve == null) continue;
        let te = N(h[ae]),
          B = O(ve);
        (t == 1 ? K(A, te, $) : K(A, j, B), K(A, te, B), ($ = B), (j = te));
      }
      let z = j;
      i && t == 1 && ((z = G + R), K(A, z, $));
      let [ht, Me] = Zl(l, s);
      if (d.fill != null || ht != 0) {
        let ae = (V.fill = new Path2D(A)),
          ve = d.fillTo(l, s, d.min, d.max, ht),
          te = O(ve);
        (K(ae, z, te), K(ae, re, te));
      }
      if (!d.spanGaps) {
        let ae = [];
        ae.push(...es(h, g, u, f, W, N, o));
        let ve = (d.width * pe) / 2,
          te = n || t == 1 ? ve : -ve,
          B = n || t == -1 ? -ve : ve;
        (ae.forEach((We) => {
          ((We[0] += te), (We[1] += B));
        }),
          (V.gaps = ae = d.gaps(l, s, u, f, ae)),
          (V.clip = ci(ae, v.ori, T, C, S, L)));
      }
      return (
        Me != 0 &&
          (V.band =
            Me == 2 ? [dn(l, s, u, f, A, -1), dn(l, s, u, f, A, 1)] : dn(l, s, u, f, A, Me)),
        V
      );
    });
}
function Eu(e, t, n, o, i, l, s = be) {
  if (e.length > 1) {
    let u = null;
    for (let f = 0, d = 1 / 0; f < e.length; f++)
      if (t[f] !== void 0) {
        if (u != null) {
          let h = Ke(e[f] - e[u]);
          h < d && ((d = h), (s = Ke(n(e[f], o, i, l) - n(e[u], o, i, l))));
        }
        u = f;
      }
  }
  return s;
}
function km(e) {
  e = e || gr;
  let t = fe(e.size, [0.6, be, 1]),
    n = e.align || 0,
    o = e.gap || 0,
    i = e.radius;
  i = i == null ? [0, 0] : typeof i == 'number' ? [i, 0] : i;
  let l = oe(i),
    s = 1 - t[0],
    u = fe(t[1], be),
    f = fe(t[2], 1),
    d = fe(e.disp, gr),
    h = fe(e.each, (y) => {}),
    { fill: g, stroke: v } = d;
  return (y, w, x, T) =>
    Yn(y, w, (C, S, L, E, G, R, N, O, K, V, A) => {
      let W = C.pxRound,
        $ = n,
        Y = o * pe,
        j = u * pe,
        re = f * pe,
        z,
        ht;
      E.ori == 0 ? ([z, ht] = l(y, w)) : ([ht, z] = l(y, w));
      let Me = E.dir * (E.ori == 0 ? 1 : -1),
        ae = E.ori == 0 ? pi : ts,
        ve =
          E.ori == 0
            ? h
            : (I, Se, ze, ro, Nn, Yt, Dn) => {
                h(I, Se, ze, Nn, ro, Dn, Yt);
              },
        te = fe(y.bands, Kl).find((I) => I.series[0] == w),
        B = te != null ? te.dir : 0,
        We = C.fillTo(y, w, C.min, C.max, B),
        lt = W(N(We, G, A, K)),
        Ce,
        me,
        qt,
        _t = V,
        Re = W(C.width * pe),
        Jt = !1,
        on = null,
        Mt = null,
        mn = null,
        to = null;
      g != null &&
        (Re == 0 || v != null) &&
        ((Jt = !0),
        (on = g.values(y, w, x, T)),
        (Mt = new Map()),
        new Set(on).forEach((I) => {
          I != null && Mt.set(I, new Path2D());
        }),
        Re > 0 &&
          ((mn = v.values(y, w, x, T)),
          (to = new Map()),
          new Set(mn).forEach((I) => {
            I != null && to.set(I, new Path2D());
          })));
      let { x0: no, size: Wo } = d;
      if (no != null && Wo != null) {
        (($ = 1),
          (S = no.values(y, w, x, T)),
          no.unit == 2 && (S = S.map((ze) => y.posToVal(O + ze * V, E.key, !0))));
        let I = Wo.values(y, w, x, T);
        (Wo.unit == 2 ? (me = I[0] * V) : (me = R(I[0], E, V, O) - R(0, E, V, O)),
          (_t = Eu(S, L, R, E, V, O, _t)),
          (qt = _t - me + Y));
      } else ((_t = Eu(S, L, R, E, V, O, _t)), (qt = _t * s + Y), (me = _t - qt));
      (qt < 1 && (qt = 0), Re >= me / 2 && (Re = 0), qt < 5 && (W = Ru));
      let kr = qt > 0,
        Pn = _t - qt - (kr ? Re : 0);
      ((me = W($l(Pn, re, j))),
        (Ce =
          ($ == 0 ? me / 2 : $ == Me ? 0 : me) -
          $ * Me * (($ == 0 ? Y / 2 : 0) + (kr ? Re / 2 : 0))));
      let st = { stroke: null, fill: null, clip: null, band: null, gaps: null, flags: 0 },
        oo = Jt ? null : new Path2D(),
        rn = null;
      if (te != null) rn = y.data[te.series[1]];
      else {
        let { y0: I, y1: Se } = d;
        I != null && Se != null && ((L = Se.values(y, w, x, T)), (rn = I.values(y, w, x, T)));
      }
      let Ln = z * me,
        Z = ht * me;
      for (let I = Me == 1 ? x : T; I >= x && I <= T; I += Me) {
        let Se = L[I];
        if (Se == null) continue;
        if (rn != null) {
          let gt = rn[I] ?? 0;
          if (Se - gt == 0) continue;
          lt = N(gt, G, A, K);
        }
        let ze = E.distr != 2 || d != null ? S[I] : I,
          ro = R(ze, E, V, O),
          Nn = N(fe(Se, We), G, A, K),
          Yt = W(ro - Ce),
          Dn = W(dt(Nn, lt)),
          bt = W(Kt(Nn, lt)),
          Ct = Dn - bt;
        if (Se != null) {
          let gt = Se < 0 ? Z : Ln,
            Ht = Se < 0 ? Ln : Z;
          (Jt
            ? (Re > 0 &&
                mn[I] != null &&
                ae(to.get(mn[I]), Yt, bt + Et(Re / 2), me, dt(0, Ct - Re), gt, Ht),
              on[I] != null && ae(Mt.get(on[I]), Yt, bt + Et(Re / 2), me, dt(0, Ct - Re), gt, Ht))
            : ae(oo, Yt, bt + Et(Re / 2), me, dt(0, Ct - Re), gt, Ht),
            ve(y, w, I, Yt - Re / 2, bt, me + Re, Ct));
        }
      }
      return (
        Re > 0
          ? (st.stroke = Jt ? to : oo)
          : Jt || ((st._fill = C.width == 0 ? C._fill : (C._stroke ?? C._fill)), (st.width = 0)),
        (st.fill = Jt ? Mt : oo),
        st
      );
    });
}
function Em(e, t) {
  let n = fe(t?.alignGaps, 0);
  return (o, i, l, s) =>
    Yn(o, i, (u, f, d, h, g, v, y, w, x, T, C) => {
      [l, s] = li(d, l, s);
      let S = u.pxRound,
        L = (z) => S(v(z, h, T, w)),
        E = (z) => S(y(z, g, C, x)),
        G,
        R,
        N;
      h.ori == 0 ? ((G = fi), (N = Oo), (R = sc)) : ((G = di), (N = $o), (R = ac));
      let O = h.dir * (h.ori == 0 ? 1 : -1),
        K = L(f[O == 1 ? l : s]),
        V = K,
        A = [],
        W = [];
      for (let z = O == 1 ? l : s; z >= l && z <= s; z += O)
        if (d[z] != null) {
          let Me = f[z],
            ae = L(Me);
          (A.push((V = ae)), W.push(E(d[z])));
        }
      let $ = {
          stroke: e(A, W, G, N, R, S),
          fill: null,
          clip: null,
          band: null,
          gaps: null,
          flags: Do,
        },
        Y = $.stroke,
        [j, re] = Zl(o, i);
      if (u.fill != null || j != 0) {
        let z = ($.fill = new Path2D(Y)),
          ht = u.fillTo(o, i, u.min, u.max, j),
          Me = E(ht);
        (N(z, V, Me), N(z, K, Me));
      }
      if (!u.spanGaps) {
        let z = [];
        (z.push(...es(f, d, l, s, O, L, n)),
          ($.gaps = z = u.gaps(o, i, l, s, z)),
          ($.clip = ci(z, h.ori, w, x, T, C)));
      }
      return (
        re != 0 &&
          ($.band =
            re == 2 ? [dn(o, i, l, s, Y, -1), dn(o, i, l, s, Y, 1)] : dn(o, i, l, s, Y, re)),
        $
      );
    });
}
function Tm(e) {
  return Em(Mm, e);
}
function Mm(e, t, n, o, i, l) {
  let s = e.length;
  if (s < 2) return null;
  let u = new Path2D();
  if ((n(u, e[0], t[0]), s == 2)) o(u, e[1], t[1]);
  else {
    let f = Array(s),
      d = Array(s - 1),
      h = Array(s - 1),
      g = Array(s - 1);
    for (let v = 0; v < s - 1; v++)
      ((h[v] = t[v + 1] - t[v]), (g[v] = e[v + 1] - e[v]), (d[v] = h[v] / g[v]));
    f[0] = d[0];
    for (let v = 1; v < s - 1; v++)
      d[v] === 0 || d[v - 1] === 0 || d[v - 1] > 0 != d[v] > 0
        ? (f[v] = 0)
        : ((f[v] =
            (3 * (g[v - 1] + g[v])) /
            ((2 * g[v] + g[v - 1]) / d[v - 1] + (g[v] + 2 * g[v - 1]) / d[v])),
          isFinite(f[v]) || (f[v] = 0));
    f[s - 1] = d[s - 2];
    for (let v = 0; v < s - 1; v++)
      i(
        u,
        e[v] + g[v] / 3,
        t[v] + (f[v] * g[v]) / 3,
        e[v + 1] - g[v] / 3,
        t[v + 1] - (f[v + 1] * g[v]) / 3,
        e[v + 1],
        t[v + 1],
      );
  }
  return u;
}
var Hl = new Set();
function Tu() {
  for (let e of Hl) e.syncRect(!0);
}
Ro &&
  (Kn(sp, Ao, Tu),
  Kn(ap, Ao, Tu, !0),
  Kn(oi, Ao, () => {
    tt.pxRatio = pe;
  }));
var Cm = fc(),
  Am = uc();
function Mu(e, t, n, o) {
  return (o ? [e[0], e[1]].concat(e.slice(2)) : [e[0]].concat(e.slice(1))).map((l, s) =>
    Vl(l, s, t, n),
  );
}
function Pm(e, t) {
  return e.map((n, o) => (o == 0 ? {} : Ue({}, t, n)));
}
function Vl(e, t, n, o) {
  return Ue({}, t == 0 ? n : o, e);
}
function dc(e, t, n) {
  return t == null ? Lo : [t, n];
}
var Lm = dc;
function Nm(e, t, n) {
  return t == null ? Lo : ri(t, n, jl, !0);
}
function pc(e, t, n, o) {
  return t == null ? Lo : si(t, n, e.scales[o].log, !1);
}
var Dm = pc;
function mc(e, t, n, o) {
  return t == null ? Lo : zl(t, n, e.scales[o].log, !1);
}
var Rm = mc;
function Om(e, t, n, o, i) {
  let l = dt(iu(e), iu(t)),
    s = t - e,
    u = Gt((i / o) * s, n);
  do {
    let f = n[u],
      d = (o * f) / s;
    if (d >= i && l + (f < 5 ? Mn.get(f) : 0) <= 17) return [f, d];
  } while (++u < n.length);
  return [0, 0];
}
function Cu(e) {
  let t, n;
  return ((e = e.replace(/(\d+)px/, (o, i) => (t = Ge((n = +i) * pe)) + 'px')), [e, t, n]);
}
function $m(e) {
  e.show &&
    [e.font, e.labelFont].forEach((t) => {
      let n = we(t[2] * pe, 1);
      ((t[0] = t[0].replace(/[0-9.]+px/, n + 'px')), (t[1] = n));
    });
}
function tt(e, t, n) {
  let o = { mode: fe(e.mode, 1) },
    i = o.mode;
  function l(a, c, p, m) {
    let _ = c.valToPct(a);
    return m + p * (c.dir == -1 ? 1 - _ : _);
  }
  function s(a, c, p, m) {
    let _ = c.valToPct(a);
    return m + p * (c.dir == -1 ? _ : 1 - _);
  }
  function u(a, c, p, m) {
    return c.ori == 0 ? l(a, c, p, m) : s(a, c, p, m);
  }
  ((o.valToPosH = l), (o.valToPosV = s));
  let f = !1;
  o.status = 0;
  let d = (o.root = $t(Ud));
  if ((e.id != null && (d.id = e.id), kt(d, e.class), e.title)) {
    let a = $t(jd, d);
    a.textContent = e.title;
  }
  let h = jt('canvas'),
    g = (o.ctx = h.getContext('2d')),
    v = $t(Gd, d);
  Kn(
    'click',
    v,
    (a) => {
      a.target === w && (xe != go || Ae != yo) && ot.click(o, a);
    },
    !0,
  );
  let y = (o.under = $t(Kd, v));
  v.appendChild(h);
  let w = (o.over = $t(Jd, v));
  e = No(e);
  let x = +fe(e.pxAlign, 1),
    T = ku(x);
  (e.plugins || []).forEach((a) => {
    a.opts && (e = a.opts(o, e) || e);
  });
  let C = e.ms || 0.001,
    S = (o.series = i == 1 ? Mu(e.series || [], yu, Su, !1) : Pm(e.series || [null], wu)),
    L = (o.axes = Mu(e.axes || [], gu, _u, !0)),
    E = (o.scales = {}),
    G = (o.bands = e.bands || []);
  G.forEach((a) => {
    ((a.fill = oe(a.fill || null)), (a.dir = fe(a.dir, -1)));
  });
  let R = i == 2 ? S[1].facets[0].scale : S[0].scale,
    N = { axes: Zf, series: Kf },
    O = (e.drawOrder || ['axes', 'series']).map((a) => N[a]);
  function K(a) {
    let c =
      a.distr == 3
        ? (p) => fn(p > 0 ? p : a.clamp(o, p, a.min, a.max, a.key))
        : a.distr == 4
          ? (p) => Cl(p, a.asinh)
          : a.distr == 100
            ? (p) => a.fwd(p)
            : (p) => p;
    return (p) => {
      let m = c(p),
        { _min: _, _max: b } = a,
        k = b - _;
      return (m - _) / k;
    };
  }
  function V(a) {
    let c = E[a];
    if (c == null) {
      let p = (e.scales || gr)[a] || gr;
      if (p.from != null) {
        V(p.from);
        let m = Ue({}, E[p.from], p, { key: a });
        ((m.valToPct = K(m)), (E[a] = m));
      } else {
        ((c = E[a] = Ue({}, a == R ? nc : vm, p)), (c.key = a));
        let m = c.time,
          _ = c.range,
          b = Tn(_);
        if (
          (a != R || (i == 2 && !m)) &&
          (b &&
            (_[0] == null || _[1] == null) &&
            ((_ = {
              min: _[0] == null ? nu : { mode: 1, hard: _[0], soft: _[0] },
              max: _[1] == null ? nu : { mode: 1, hard: _[1], soft: _[1] },
            }),
            (b = !1)),
          !b && ui(_))
        ) {
          let k = _;
          _ = (M, P, D) => (P == null ? Lo : ri(P, D, k));
        }
        ((c.range = oe(
          _ ||
            (m
              ? Lm
              : a == R
                ? c.distr == 3
                  ? Dm
                  : c.distr == 4
                    ? Rm
                    : dc
                : c.distr == 3
                  ? pc
                  : c.distr == 4
                    ? mc
                    : Nm),
        )),
          (c.auto = oe(b ? !1 : c.auto)),
          (c.clamp = oe(c.clamp || ym)),
          (c._min = c._max = null),
          (c.valToPct = K(c)));
      }
    }
  }
  (V('x'),
    V('y'),
    i == 1 &&
      S.forEach((a) => {
        V(a.scale);
      }),
    L.forEach((a) => {
      V(a.scale);
    }));
  for (let a in e.scales) V(a);
  let A = E[R],
    W = A.distr,
    $,
    Y;
  A.ori == 0 ? (kt(d, Wd), ($ = l), (Y = s)) : (kt(d, zd), ($ = s), (Y = l));
  let j = {};
  for (let a in E) {
    let c = E[a];
    (c.min != null || c.max != null) &&
      ((j[a] = { min: c.min, max: c.max }), (c.min = c.max = null));
  }
  let re = e.tzDate || ((a) => new Date(Ge(a / C))),
    z = e.fmtDate || Jl,
    ht = C == 1 ? Wp(re) : Gp(re),
    Me = pu(re, du(C == 1 ? Up : jp, z)),
    ae = hu(re, mu(Jp, z)),
    ve = [],
    te = (o.legend = Ue({}, Xp, e.legend)),
    B = (o.cursor = Ue({}, rm, { drag: { y: i == 2 } }, e.cursor)),
    We = te.show,
    lt = B.show,
    Ce = te.markers;
  ((te.idxs = ve),
    (Ce.width = oe(Ce.width)),
    (Ce.dash = oe(Ce.dash)),
    (Ce.stroke = oe(Ce.stroke)),
    (Ce.fill = oe(Ce.fill)));
  let me,
    qt,
    _t,
    Re = [],
    Jt = [],
    on,
    Mt = !1,
    mn = {};
  if (te.live) {
    let a = S[1] ? S[1].values : null;
    ((Mt = a != null), (on = Mt ? a(o, 1, 0) : { _: 0 }));
    for (let c in on) mn[c] = Ul;
  }
  if (We)
    if (((me = jt('table', tp, d)), (_t = jt('tbody', null, me)), te.mount(o, me), Mt)) {
      qt = jt('thead', null, me, _t);
      let a = jt('tr', null, qt);
      jt('th', null, a);
      for (var to in on) jt('th', Ua, a).textContent = to;
    } else (kt(me, op), te.live && kt(me, np));
  let no = { show: !0 },
    Wo = { show: !1 };
  function kr(a, c) {
    if (c == 0 && (Mt || !te.live || i == 2)) return Lo;
    let p = [],
      m = jt('tr', rp, _t, _t.childNodes[c]);
    (kt(m, a.class), a.show || kt(m, Gn));
    let _ = jt('th', null, m);
    if (Ce.show) {
      let M = $t(ip, _);
      if (c > 0) {
        let P = Ce.width(o, c);
        (P && (M.style.border = P + 'px ' + Ce.dash(o, c) + ' ' + Ce.stroke(o, c)),
          (M.style.background = Ce.fill(o, c)));
      }
    }
    let b = $t(Ua, _);
    (a.label instanceof HTMLElement ? b.appendChild(a.label) : (b.textContent = a.label),
      c > 0 &&
        (Ce.show || (b.style.color = a.width > 0 ? Ce.stroke(o, c) : Ce.fill(o, c)),
        st(
          'click',
          _,
          (M) => {
            if (B._lock) return;
            On(M);
            let P = S.indexOf(a);
            if ((M.ctrlKey || M.metaKey) != te.isolate) {
              let D = S.some((F, q) => q > 0 && q != P && F.show);
              S.forEach((F, q) => {
                q > 0 && Xt(q, D ? (q == P ? no : Wo) : no, !0, He.setSeries);
              });
            } else Xt(P, { show: !a.show }, !0, He.setSeries);
          },
          !1,
        ),
        lo &&
          st(
            Ga,
            _,
            (M) => {
              B._lock || (On(M), Xt(S.indexOf(a), _o, !0, He.setSeries));
            },
            !1,
          )));
    for (var k in on) {
      let M = jt('td', lp, m);
      ((M.textContent = '--'), p.push(M));
    }
    return [m, p];
  }
  let Pn = new Map();
  function st(a, c, p, m = !0) {
    let _ = Pn.get(c) || {},
      b = B.bind[a](o, c, p, m);
    b && (Kn(a, c, (_[a] = b)), Pn.set(c, _));
  }
  function oo(a, c, p) {
    let m = Pn.get(c) || {};
    for (let _ in m) (a == null || _ == a) && (Ol(_, c, m[_]), delete m[_]);
    a == null && Pn.delete(c);
  }
  let rn = 0,
    Ln = 0,
    Z = 0,
    I = 0,
    Se = 0,
    ze = 0,
    ro = Se,
    Nn = ze,
    Yt = Z,
    Dn = I,
    bt = 0,
    Ct = 0,
    gt = 0,
    Ht = 0;
  o.bbox = {};
  let Ti = !1,
    Er = !1,
    io = !1,
    Rn = !1,
    Tr = !1,
    At = !1;
  function Mi(a, c, p) {
    ((p || a != o.width || c != o.height) && Ts(a, c), fo(!1), (io = !0), (Er = !0), po());
  }
  function Ts(a, c) {
    ((o.width = rn = Z = a), (o.height = Ln = I = c), (Se = ze = 0), Vf(), Bf());
    let p = o.bbox;
    ((bt = p.left = zn(Se * pe, 0.5)),
      (Ct = p.top = zn(ze * pe, 0.5)),
      (gt = p.width = zn(Z * pe, 0.5)),
      (Ht = p.height = zn(I * pe, 0.5)));
  }
  let If = 3;
  function qf() {
    let a = !1,
      c = 0;
    for (; !a;) {
      c++;
      let p = Qf(c),
        m = Xf(c);
      ((a = c == If || (p && m)), a || (Ts(o.width, o.height), (Er = !0)));
    }
  }
  function Hf({ width: a, height: c }) {
    Mi(a, c);
  }
  o.setSize = Hf;
  function Vf() {
    let a = !1,
      c = !1,
      p = !1,
      m = !1;
    (L.forEach((_, b) => {
      if (_.show && _._show) {
        let { side: k, _size: M } = _,
          P = k % 2,
          D = _.label != null ? _.labelSize : 0,
          F = M + D;
        F > 0 &&
          (P
            ? ((Z -= F), k == 3 ? ((Se += F), (m = !0)) : (p = !0))
            : ((I -= F), k == 0 ? ((ze += F), (a = !0)) : (c = !0)));
      }
    }),
      ($n[0] = a),
      ($n[1] = p),
      ($n[2] = c),
      ($n[3] = m),
      (Z -= hn[1] + hn[3]),
      (Se += hn[3]),
      (I -= hn[2] + hn[0]),
      (ze += hn[0]));
  }
  function Bf() {
    let a = Se + Z,
      c = ze + I,
      p = Se,
      m = ze;
    function _(b, k) {
      switch (b) {
        case 1:
          return ((a += k), a - k);
        case 2:
          return ((c += k), c - k);
        case 3:
          return ((p -= k), p + k);
        case 0:
          return ((m -= k), m + k);
      }
    }
    L.forEach((b, k) => {
      if (b.show && b._show) {
        let M = b.side;
        ((b._pos = _(M, b._size)), b.label != null && (b._lpos = _(M, b.labelSize)));
      }
    });
  }
  if (B.dataIdx == null) {
    let a = B.hover,
      c = (a.skip = new Set(a.skip ?? []));
    c.add(void 0);
    let p = (a.prox = oe(a.prox)),
      m = (a.bias ??= 0);
    B.dataIdx = (_, b, k, M) => {
      if (b == 0) return k;
      let P = k,
        D = p(_, b, k, M) ?? be,
        F = D >= 0 && D < be,
        q = A.ori == 0 ? Z : I,
        Q = B.left,
        de = t[0],
        ue = t[b];
      if (c.has(ue[k])) {
        P = null;
        let ne = null,
          J = null,
          U;
        if (m == 0 || m == -1) for (U = k; ne == null && U-- > 0;) c.has(ue[U]) || (ne = U);
        if (m == 0 || m == 1) for (U = k; J == null && U++ < ue.length;) c.has(ue[U]) || (J = U);
        if (ne != null || J != null)
          if (F) {
            let Ee = ne == null ? -1 / 0 : $(de[ne], A, q, 0),
              Oe = J == null ? 1 / 0 : $(de[J], A, q, 0),
              et = Q - Ee,
              _e = Oe - Q;
            et <= _e ? et <= D && (P = ne) : _e <= D && (P = J);
          } else P = J == null ? ne : ne == null ? J : k - ne <= J - k ? ne : J;
      } else F && Ke(Q - $(de[k], A, q, 0)) > D && (P = null);
      return P;
    };
  }
  let On = (a) => {
    B.event = a;
  };
  ((B.idxs = ve), (B._lock = !1));
  let it = B.points;
  ((it.show = oe(it.show)),
    (it.size = oe(it.size)),
    (it.stroke = oe(it.stroke)),
    (it.width = oe(it.width)),
    (it.fill = oe(it.fill)));
  let Qt = (o.focus = Ue({}, e.focus || { alpha: 0.3 }, B.focus)),
    lo = Qt.prox >= 0,
    so = lo && it.one,
    Pt = [],
    ao = [],
    uo = [];
  function Ms(a, c) {
    let p = it.show(o, c);
    if (p instanceof HTMLElement)
      return (kt(p, ep), kt(p, a.class), nn(p, -10, -10, Z, I), w.insertBefore(p, Pt[c]), p);
  }
  function Cs(a, c) {
    if (i == 1 || c > 0) {
      let p = i == 1 && E[a.scale].time,
        m = a.value;
      ((a.value = p ? (au(m) ? hu(re, mu(m, z)) : m || ae) : m || mm),
        (a.label = a.label || (p ? lm : im)));
    }
    if (so || c > 0) {
      ((a.width = a.width == null ? 1 : a.width),
        (a.paths = a.paths || Cm || vp),
        (a.fillTo = oe(a.fillTo || _m)),
        (a.pxAlign = +fe(a.pxAlign, x)),
        (a.pxRound = ku(a.pxAlign)),
        (a.stroke = oe(a.stroke || null)),
        (a.fill = oe(a.fill || null)),
        (a._stroke = a._fill = a._paths = a._focus = null));
      let p = hm(dt(1, a.width), 1),
        m = (a.points = Ue(
          {},
          {
            size: p,
            width: dt(1, p * 0.2),
            stroke: a.stroke,
            space: p * 2,
            paths: Am,
            _stroke: null,
            _fill: null,
          },
          a.points,
        ));
      ((m.show = oe(m.show)),
        (m.filter = oe(m.filter)),
        (m.fill = oe(m.fill)),
        (m.stroke = oe(m.stroke)),
        (m.paths = oe(m.paths)),
        (m.pxAlign = a.pxAlign));
    }
    if (We) {
      let p = kr(a, c);
      (Re.splice(c, 0, p[0]), Jt.splice(c, 0, p[1]), te.values.push(null));
    }
    if (lt) {
      ve.splice(c, 0, null);
      let p = null;
      (so ? c == 0 && (p = Ms(a, c)) : c > 0 && (p = Ms(a, c)),
        Pt.splice(c, 0, p),
        ao.splice(c, 0, 0),
        uo.splice(c, 0, 0));
    }
    Ze('addSeries', c);
  }
  function Uf(a, c) {
    ((c = c ?? S.length),
      (a = i == 1 ? Vl(a, c, yu, Su) : Vl(a, c, {}, wu)),
      S.splice(c, 0, a),
      Cs(S[c], c));
  }
  o.addSeries = Uf;
  function Wf(a) {
    if ((S.splice(a, 1), We)) {
      (te.values.splice(a, 1), Jt.splice(a, 1));
      let c = Re.splice(a, 1)[0];
      (oo(null, c.firstChild), c.remove());
    }
    (lt && (ve.splice(a, 1), Pt.splice(a, 1)[0].remove(), ao.splice(a, 1), uo.splice(a, 1)),
      Ze('delSeries', a));
  }
  o.delSeries = Wf;
  let $n = [!1, !1, !1, !1];
  function zf(a, c) {
    if (((a._show = a.show), a.show)) {
      let p = a.side % 2,
        m = E[a.scale];
      m == null && ((a.scale = p ? S[1].scale : R), (m = E[a.scale]));
      let _ = m.time;
      ((a.size = oe(a.size)),
        (a.space = oe(a.space)),
        (a.rotate = oe(a.rotate)),
        Tn(a.incrs) &&
          a.incrs.forEach((k) => {
            !Mn.has(k) && Mn.set(k, Fu(k));
          }),
        (a.incrs = oe(a.incrs || (m.distr == 2 ? Hp : _ ? (C == 1 ? Bp : zp) : jn))),
        (a.splits = oe(
          a.splits || (_ && m.distr == 1 ? ht : m.distr == 3 ? Fl : m.distr == 4 ? um : am),
        )),
        (a.stroke = oe(a.stroke)),
        (a.grid.stroke = oe(a.grid.stroke)),
        (a.ticks.stroke = oe(a.ticks.stroke)),
        (a.border.stroke = oe(a.border.stroke)));
      let b = a.values;
      ((a.values =
        Tn(b) && !Tn(b[0])
          ? oe(b)
          : _
            ? Tn(b)
              ? pu(re, du(b, z))
              : au(b)
                ? Kp(re, b)
                : b || Me
            : b || sm),
        (a.filter = oe(
          a.filter || (m.distr >= 3 && m.log == 10 ? dm : m.distr == 3 && m.log == 2 ? pm : Ou),
        )),
        (a.font = Cu(a.font)),
        (a.labelFont = Cu(a.labelFont)),
        (a._size = a.size(o, null, c, 0)),
        (a._space = a._rotate = a._incrs = a._found = a._splits = a._values = null),
        a._size > 0 && (($n[c] = !0), (a._el = $t(Yd, v))));
    }
  }
  function zo(a, c, p, m) {
    let [_, b, k, M] = p,
      P = c % 2,
      D = 0;
    return (
      P == 0 && (M || b) && (D = (c == 0 && !_) || (c == 2 && !k) ? Ge(gu.size / 3) : 0),
      P == 1 && (_ || k) && (D = (c == 1 && !b) || (c == 3 && !M) ? Ge(_u.size / 2) : 0),
      D
    );
  }
  let As = (o.padding = (e.padding || [zo, zo, zo, zo]).map((a) => oe(fe(a, zo)))),
    hn = (o._padding = As.map((a, c) => a(o, c, $n, 0))),
    nt,
    Je = null,
    Ye = null,
    Mr = i == 1 ? S[0].idxs : null,
    Vt = null,
    jo = !1;
  function Ps(a, c) {
    if (((t = a ?? []), (o.data = o._data = t), i == 2)) {
      nt = 0;
      for (let p = 1; p < S.length; p++) nt += t[p][0].length;
    } else {
      (t.length == 0 && (o.data = o._data = t = [[]]), (Vt = t[0]), (nt = Vt.length));
      let p = t;
      if (W == 2) {
        p = t.slice();
        let m = (p[0] = Array(nt));
        for (let _ = 0; _ < nt; _++) m[_] = _;
      }
      o._data = t = p;
    }
    if ((fo(!0), Ze('setData'), W == 2 && (io = !0), c !== !1)) {
      let p = A;
      (p.auto(o, jo) ? Ci() : yn(R, p.min, p.max), (Rn = Rn || B.left >= 0), (At = !0), po());
    }
  }
  o.setData = Ps;
  function Ci() {
    jo = !0;
    let a, c;
    (i == 1 &&
      (nt > 0
        ? ((Je = Mr[0] = 0),
          (Ye = Mr[1] = nt - 1),
          (a = t[0][Je]),
          (c = t[0][Ye]),
          W == 2
            ? ((a = Je), (c = Ye))
            : a == c &&
              (W == 3
                ? ([a, c] = si(a, a, A.log, !1))
                : W == 4
                  ? ([a, c] = zl(a, a, A.log, !1))
                  : A.time
                    ? (c = a + Ge(86400 / C))
                    : ([a, c] = ri(a, c, jl, !0))))
        : ((Je = Mr[0] = a = null), (Ye = Mr[1] = c = null))),
      yn(R, a, c));
  }
  let Cr, co, Ai, Pi, Li, Ni, Di, Ri, Oi, yt;
  function Ls(a, c, p, m, _, b) {
    ((a ??= za),
      (p ??= Kl),
      (m ??= 'butt'),
      (_ ??= za),
      (b ??= 'round'),
      a != Cr && (g.strokeStyle = Cr = a),
      _ != co && (g.fillStyle = co = _),
      c != Ai && (g.lineWidth = Ai = c),
      b != Li && (g.lineJoin = Li = b),
      m != Ni && (g.lineCap = Ni = m),
      p != Pi && g.setLineDash((Pi = p)));
  }
  function Ns(a, c, p, m) {
    (c != co && (g.fillStyle = co = c),
      a != Di && (g.font = Di = a),
      p != Ri && (g.textAlign = Ri = p),
      m != Oi && (g.textBaseline = Oi = m));
  }
  function $i(a, c, p, m, _ = 0) {
    if (m.length > 0 && a.auto(o, jo) && (c == null || c.min == null)) {
      let b = fe(Je, 0),
        k = fe(Ye, m.length - 1),
        M = p.min == null ? dp(m, b, k, _, a.distr == 3) : [p.min, p.max];
      ((a.min = Kt(a.min, (p.min = M[0]))), (a.max = dt(a.max, (p.max = M[1]))));
    }
  }
  let Ds = { min: null, max: null };
  function jf() {
    for (let m in E) {
      let _ = E[m];
      j[m] == null && (_.min == null || (j[R] != null && _.auto(o, jo))) && (j[m] = Ds);
    }
    for (let m in E) {
      let _ = E[m];
      j[m] == null && _.from != null && j[_.from] != null && (j[m] = Ds);
    }
    j[R] != null && fo(!0);
    let a = {};
    for (let m in j) {
      let _ = j[m];
      if (_ != null) {
        let b = (a[m] = No(E[m], wp));
        if (_.min != null) Ue(b, _);
        else if (m != R || i == 2)
          if (nt == 0 && b.from == null) {
            let k = b.range(o, null, null, m);
            ((b.min = k[0]), (b.max = k[1]));
          } else ((b.min = be), (b.max = -be));
      }
    }
    if (nt > 0) {
      S.forEach((m, _) => {
        if (i == 1) {
          let b = m.scale,
            k = j[b];
          if (k == null) return;
          let M = a[b];
          if (_ == 0) {
            let P = M.range(o, M.min, M.max, b);
            ((M.min = P[0]),
              (M.max = P[1]),
              (Je = Gt(M.min, t[0])),
              (Ye = Gt(M.max, t[0])),
              Ye - Je > 1 && (t[0][Je] < M.min && Je++, t[0][Ye] > M.max && Ye--),
              (m.min = Vt[Je]),
              (m.max = Vt[Ye]));
          } else m.show && m.auto && $i(M, k, m, t[_], m.sorted);
          ((m.idxs[0] = Je), (m.idxs[1] = Ye));
        } else if (_ > 0 && m.show && m.auto) {
          let [b, k] = m.facets,
            M = b.scale,
            P = k.scale,
            [D, F] = t[_],
            q = a[M],
            Q = a[P];
          (q != null && $i(q, j[M], b, D, b.sorted),
            Q != null && $i(Q, j[P], k, F, k.sorted),
            (m.min = k.min),
            (m.max = k.max));
        }
      });
      for (let m in a) {
        let _ = a[m],
          b = j[m];
        if (_.from == null && (b == null || b.min == null)) {
          let k = _.range(o, _.min == be ? null : _.min, _.max == -be ? null : _.max, m);
          ((_.min = k[0]), (_.max = k[1]));
        }
      }
    }
    for (let m in a) {
      let _ = a[m];
      if (_.from != null) {
        let b = a[_.from];
        if (b.min == null) _.min = _.max = null;
        else {
          let k = _.range(o, b.min, b.max, m);
          ((_.min = k[0]), (_.max = k[1]));
        }
      }
    }
    let c = {},
      p = !1;
    for (let m in a) {
      let _ = a[m],
        b = E[m];
      if (b.min != _.min || b.max != _.max) {
        ((b.min = _.min), (b.max = _.max));
        let k = b.distr;
        ((b._min =
          k == 3 ? fn(b.min) : k == 4 ? Cl(b.min, b.asinh) : k == 100 ? b.fwd(b.min) : b.min),
          (b._max =
            k == 3 ? fn(b.max) : k == 4 ? Cl(b.max, b.asinh) : k == 100 ? b.fwd(b.max) : b.max),
          (c[m] = p = !0));
      }
    }
    if (p) {
      S.forEach((m, _) => {
        i == 2 ? _ > 0 && c.y && (m._paths = null) : c[m.scale] && (m._paths = null);
      });
      for (let m in c) ((io = !0), Ze('setScale', m));
      lt && B.left >= 0 && (Rn = At = !0);
    }
    for (let m in j) j[m] = null;
  }
  function Gf(a) {
    let c = $l(Je - 1, 0, nt - 1),
      p = $l(Ye + 1, 0, nt - 1);
    for (; a[c] == null && c > 0;) c--;
    for (; a[p] == null && p < nt - 1;) p++;
    return [c, p];
  }
  function Kf() {
    if (nt > 0) {
      let a = S.some((c) => c._focus) && yt != Qt.alpha;
      (a && (g.globalAlpha = yt = Qt.alpha),
        S.forEach((c, p) => {
          if (p > 0 && c.show && (Rs(p, !1), Rs(p, !0), c._paths == null)) {
            let m = yt;
            yt != c.alpha && (g.globalAlpha = yt = c.alpha);
            let _ = i == 2 ? [0, t[p][0].length - 1] : Gf(t[p]);
            ((c._paths = c.paths(o, p, _[0], _[1])), yt != m && (g.globalAlpha = yt = m));
          }
        }),
        S.forEach((c, p) => {
          if (p > 0 && c.show) {
            let m = yt;
            (yt != c.alpha && (g.globalAlpha = yt = c.alpha), c._paths != null && Os(p, !1));
            {
              let _ = c._paths != null ? c._paths.gaps : null,
                b = c.points.show(o, p, Je, Ye, _),
                k = c.points.filter(o, p, b, _);
              (b || k) && ((c.points._paths = c.points.paths(o, p, Je, Ye, k)), Os(p, !0));
            }
            (yt != m && (g.globalAlpha = yt = m), Ze('drawSeries', p));
          }
        }),
        a && (g.globalAlpha = yt = 1));
    }
  }
  function Rs(a, c) {
    let p = c ? S[a].points : S[a];
    ((p._stroke = p.stroke(o, a)), (p._fill = p.fill(o, a)));
  }
  function Os(a, c) {
    let p = c ? S[a].points : S[a],
      {
        stroke: m,
        fill: _,
        clip: b,
        flags: k,
        _stroke: M = p._stroke,
        _fill: P = p._fill,
        _width: D = p.width,
      } = p._paths;
    D = we(D * pe, 3);
    let F = null,
      q = (D % 2) / 2;
    c && P == null && (P = D > 0 ? '#fff' : M);
    let Q = p.pxAlign == 1 && q > 0;
    if ((Q && g.translate(q, q), !c)) {
      let de = bt - D / 2,
        ue = Ct - D / 2,
        ne = gt + D,
        J = Ht + D;
      ((F = new Path2D()), F.rect(de, ue, ne, J));
    }
    (c ? Fi(M, D, p.dash, p.cap, P, m, _, k, b) : Jf(a, M, D, p.dash, p.cap, P, m, _, k, F, b),
      Q && g.translate(-q, -q));
  }
  function Jf(a, c, p, m, _, b, k, M, P, D, F) {
    let q = !1;
    (P != 0 &&
      G.forEach((Q, de) => {
        if (Q.series[0] == a) {
          let ue = S[Q.series[1]],
            ne = t[Q.series[1]],
            J = (ue._paths || gr).band;
          Tn(J) && (J = Q.dir == 1 ? J[0] : J[1]);
          let U,
            Ee = null;
          (ue.show && J && mp(ne, Je, Ye)
            ? ((Ee = Q.fill(o, de) || b), (U = ue._paths.clip))
            : (J = null),
            Fi(c, p, m, _, Ee, k, M, P, D, F, U, J),
            (q = !0));
        }
      }),
      q || Fi(c, p, m, _, b, k, M, P, D, F));
  }
  let $s = Do | ql;
  function Fi(a, c, p, m, _, b, k, M, P, D, F, q) {
    (Ls(a, c, p, m, _),
      (P || D || q) && (g.save(), P && g.clip(P), D && g.clip(D)),
      q
        ? (M & $s) == $s
          ? (g.clip(q), F && g.clip(F), Pr(_, k), Ar(a, b, c))
          : M & ql
            ? (Pr(_, k), g.clip(q), Ar(a, b, c))
            : M & Do && (g.save(), g.clip(q), F && g.clip(F), Pr(_, k), g.restore(), Ar(a, b, c))
        : (Pr(_, k), Ar(a, b, c)),
      (P || D || q) && g.restore());
  }
  function Ar(a, c, p) {
    p > 0 &&
      (c instanceof Map
        ? c.forEach((m, _) => {
            ((g.strokeStyle = Cr = _), g.stroke(m));
          })
        : c != null && a && g.stroke(c));
  }
  function Pr(a, c) {
    c instanceof Map
      ? c.forEach((p, m) => {
          ((g.fillStyle = co = m), g.fill(p));
        })
      : c != null && a && g.fill(c);
  }
  function Yf(a, c, p, m) {
    let _ = L[a],
      b;
    if (m <= 0) b = [0, 0];
    else {
      let k = (_._space = _.space(o, a, c, p, m)),
        M = (_._incrs = _.incrs(o, a, c, p, m, k));
      b = Om(c, p, M, m, k);
    }
    return (_._found = b);
  }
  function Ii(a, c, p, m, _, b, k, M, P, D) {
    let F = (k % 2) / 2;
    (x == 1 && g.translate(F, F), Ls(M, k, P, D, M), g.beginPath());
    let q,
      Q,
      de,
      ue,
      ne = _ + (m == 0 || m == 3 ? -b : b);
    p == 0 ? ((Q = _), (ue = ne)) : ((q = _), (de = ne));
    for (let J = 0; J < a.length; J++)
      c[J] != null &&
        (p == 0 ? (q = de = a[J]) : (Q = ue = a[J]), g.moveTo(q, Q), g.lineTo(de, ue));
    (g.stroke(), x == 1 && g.translate(-F, -F));
  }
  function Qf(a) {
    let c = !0;
    return (
      L.forEach((p, m) => {
        if (!p.show) return;
        let _ = E[p.scale];
        if (_.min == null) {
          p._show && ((c = !1), (p._show = !1), fo(!1));
          return;
        } else p._show || ((c = !1), (p._show = !0), fo(!1));
        let b = p.side,
          k = b % 2,
          { min: M, max: P } = _,
          [D, F] = Yf(m, M, P, k == 0 ? Z : I);
        if (F == 0) return;
        let q = _.distr == 2,
          Q = (p._splits = p.splits(o, m, M, P, D, F, q)),
          de = _.distr == 2 ? Q.map((U) => Vt[U]) : Q,
          ue = _.distr == 2 ? Vt[Q[1]] - Vt[Q[0]] : D,
          ne = (p._values = p.values(o, p.filter(o, de, m, F, ue), m, F, ue));
        p._rotate = b == 2 ? p.rotate(o, ne, m, F) : 0;
        let J = p._size;
        ((p._size = Ft(p.size(o, ne, m, a))), J != null && p._size != J && (c = !1));
      }),
      c
    );
  }
  function Xf(a) {
    let c = !0;
    return (
      As.forEach((p, m) => {
        let _ = p(o, m, $n, a);
        (_ != hn[m] && (c = !1), (hn[m] = _));
      }),
      c
    );
  }
  function Zf() {
    for (let a = 0; a < L.length; a++) {
      let c = L[a];
      if (!c.show || !c._show) continue;
      let p = c.side,
        m = p % 2,
        _,
        b,
        k = c.stroke(o, a),
        M = p == 0 || p == 3 ? -1 : 1,
        [P, D] = c._found;
      if (c.label != null) {
        let ut = c.labelGap * M,
          xt = Ge((c._lpos + ut) * pe);
        (Ns(c.labelFont[0], k, 'center', p == 2 ? 'top' : Wa),
          g.save(),
          m == 1
            ? ((_ = b = 0), g.translate(xt, Ge(Ct + Ht / 2)), g.rotate((p == 3 ? -ni : ni) / 2))
            : ((_ = Ge(bt + gt / 2)), (b = xt)));
        let qn = Du(c.label) ? c.label(o, a, P, D) : c.label;
        (g.fillText(qn, _, b), g.restore());
      }
      if (D == 0) continue;
      let F = E[c.scale],
        q = m == 0 ? gt : Ht,
        Q = m == 0 ? bt : Ct,
        de = c._splits,
        ue = F.distr == 2 ? de.map((ut) => Vt[ut]) : de,
        ne = F.distr == 2 ? Vt[de[1]] - Vt[de[0]] : P,
        J = c.ticks,
        U = c.border,
        Ee = J.show ? J.size : 0,
        Oe = Ge(Ee * pe),
        et = Ge((c.alignTo == 2 ? c._size - Ee - c.gap : c.gap) * pe),
        _e = (c._rotate * -ni) / 180,
        $e = T(c._pos * pe),
        wt = (Oe + et) * M,
        at = $e + wt;
      ((b = m == 0 ? at : 0), (_ = m == 1 ? at : 0));
      let Lt = c.font[0],
        Bt =
          c.align == 1
            ? Mo
            : c.align == 2
              ? El
              : _e > 0
                ? Mo
                : _e < 0
                  ? El
                  : m == 0
                    ? 'center'
                    : p == 3
                      ? El
                      : Mo,
        en = _e || m == 1 ? 'middle' : p == 2 ? 'top' : Wa;
      Ns(Lt, k, Bt, en);
      let St = c.font[1] * c.lineGap,
        Nt = de.map((ut) => T(u(ut, F, q, Q))),
        Ut = c._values;
      for (let ut = 0; ut < Ut.length; ut++) {
        let xt = Ut[ut];
        if (xt != null) {
          (m == 0 ? (_ = Nt[ut]) : (b = Nt[ut]), (xt = '' + xt));
          let qn =
            xt.indexOf(`
`) == -1
              ? [xt]
              : xt.split(/\n/gm);
          for (let ct = 0; ct < qn.length; ct++) {
            let ta = qn[ct];
            _e
              ? (g.save(),
                g.translate(_, b + ct * St),
                g.rotate(_e),
                g.fillText(ta, 0, 0),
                g.restore())
              : g.fillText(ta, _, b + ct * St);
          }
        }
      }
      J.show &&
        Ii(
          Nt,
          J.filter(o, ue, a, D, ne),
          m,
          p,
          $e,
          Oe,
          we(J.width * pe, 3),
          J.stroke(o, a),
          J.dash,
          J.cap,
        );
      let tn = c.grid;
      (tn.show &&
        Ii(
          Nt,
          tn.filter(o, ue, a, D, ne),
          m,
          m == 0 ? 2 : 1,
          m == 0 ? Ct : bt,
          m == 0 ? Ht : gt,
          we(tn.width * pe, 3),
          tn.stroke(o, a),
          tn.dash,
          tn.cap,
        ),
        U.show &&
          Ii(
            [$e],
            [1],
            m == 0 ? 1 : 0,
            m == 0 ? 1 : 2,
            m == 1 ? Ct : bt,
            m == 1 ? Ht : gt,
            we(U.width * pe, 3),
            U.stroke(o, a),
            U.dash,
            U.cap,
          ));
    }
    Ze('drawAxes');
  }
  function fo(a) {
    S.forEach((c, p) => {
      p > 0 &&
        ((c._paths = null),
        a &&
          (i == 1
            ? ((c.min = null), (c.max = null))
            : c.facets.forEach((m) => {
                ((m.min = null), (m.max = null));
              })));
    });
  }
  let Lr = !1,
    qi = !1,
    Go = [];
  function ed() {
    qi = !1;
    for (let a = 0; a < Go.length; a++) Ze(...Go[a]);
    Go.length = 0;
  }
  function po() {
    Lr || (Cp(Fs), (Lr = !0));
  }
  function td(a, c = !1) {
    ((Lr = !0), (qi = c), a(o), Fs(), c && Go.length > 0 && queueMicrotask(ed));
  }
  o.batch = td;
  function Fs() {
    if ((Ti && (jf(), (Ti = !1)), io && (qf(), (io = !1)), Er)) {
      if (
        (Te(y, Mo, Se),
        Te(y, 'top', ze),
        Te(y, dr, Z),
        Te(y, pr, I),
        Te(w, Mo, Se),
        Te(w, 'top', ze),
        Te(w, dr, Z),
        Te(w, pr, I),
        Te(v, dr, rn),
        Te(v, pr, Ln),
        (h.width = Ge(rn * pe)),
        (h.height = Ge(Ln * pe)),
        L.forEach(({ _el: a, _show: c, _size: p, _pos: m, side: _ }) => {
          if (a != null)
            if (c) {
              let b = _ === 3 || _ === 0 ? p : 0,
                k = _ % 2 == 1;
              (Te(a, k ? 'left' : 'top', m - b),
                Te(a, k ? 'width' : 'height', p),
                Te(a, k ? 'top' : 'left', k ? ze : Se),
                Te(a, k ? 'height' : 'width', k ? I : Z),
                Rl(a, Gn));
            } else kt(a, Gn);
        }),
        (Cr = co = Ai = Li = Ni = Di = Ri = Oi = Pi = null),
        (yt = 1),
        Yo(!0),
        Se != ro || ze != Nn || Z != Yt || I != Dn)
      ) {
        fo(!1);
        let a = Z / Yt,
          c = I / Dn;
        if (lt && !Rn && B.left >= 0) {
          ((B.left *= a),
            (B.top *= c),
            mo && nn(mo, Ge(B.left), 0, Z, I),
            ho && nn(ho, 0, Ge(B.top), Z, I));
          for (let p = 0; p < Pt.length; p++) {
            let m = Pt[p];
            m != null && ((ao[p] *= a), (uo[p] *= c), nn(m, Ft(ao[p]), Ft(uo[p]), Z, I));
          }
        }
        if (ke.show && !Tr && ke.left >= 0 && ke.width > 0) {
          ((ke.left *= a), (ke.width *= a), (ke.top *= c), (ke.height *= c));
          for (let p in zi) Te(vo, p, ke[p]);
        }
        ((ro = Se), (Nn = ze), (Yt = Z), (Dn = I));
      }
      (Ze('setSize'), (Er = !1));
    }
    (rn > 0 &&
      Ln > 0 &&
      (g.clearRect(0, 0, h.width, h.height), Ze('drawClear'), O.forEach((a) => a()), Ze('draw')),
      ke.show && Tr && (Nr(ke), (Tr = !1)),
      lt && Rn && (In(null, !0, !1), (Rn = !1)),
      te.show && te.live && At && (Ui(), (At = !1)),
      f || ((f = !0), (o.status = 1), Ze('ready')),
      (jo = !1),
      (Lr = !1));
  }
  o.redraw = (a, c) => {
    ((io = c || !1), a !== !1 ? yn(R, A.min, A.max) : po());
  };
  function Hi(a, c) {
    let p = E[a];
    if (p.from == null) {
      if (nt == 0) {
        let m = p.range(o, c.min, c.max, a);
        ((c.min = m[0]), (c.max = m[1]));
      }
      if (c.min > c.max) {
        let m = c.min;
        ((c.min = c.max), (c.max = m));
      }
      if (nt > 1 && c.min != null && c.max != null && c.max - c.min < 1e-16) return;
      (a == R &&
        p.distr == 2 &&
        nt > 0 &&
        ((c.min = Gt(c.min, t[0])), (c.max = Gt(c.max, t[0])), c.min == c.max && c.max++),
        (j[a] = c),
        (Ti = !0),
        po());
    }
  }
  o.setScale = Hi;
  let Vi,
    Bi,
    mo,
    ho,
    Is,
    qs,
    go,
    yo,
    Hs,
    Vs,
    xe,
    Ae,
    gn = !1,
    ot = B.drag,
    Qe = ot.x,
    Xe = ot.y;
  lt &&
    (B.x && (Vi = $t(Xd, w)),
    B.y && (Bi = $t(Zd, w)),
    A.ori == 0 ? ((mo = Vi), (ho = Bi)) : ((mo = Bi), (ho = Vi)),
    (xe = B.left),
    (Ae = B.top));
  let ke = (o.select = Ue({ show: !0, over: !0, left: 0, width: 0, top: 0, height: 0 }, e.select)),
    vo = ke.show ? $t(Qd, ke.over ? w : y) : null;
  function Nr(a, c) {
    if (ke.show) {
      for (let p in a) ((ke[p] = a[p]), p in zi && Te(vo, p, a[p]));
      c !== !1 && Ze('setSelect');
    }
  }
  o.setSelect = Nr;
  function nd(a) {
    if (S[a].show) We && Rl(Re[a], Gn);
    else if ((We && kt(Re[a], Gn), lt)) {
      let p = so ? Pt[0] : Pt[a];
      p != null && nn(p, -10, -10, Z, I);
    }
  }
  function yn(a, c, p) {
    Hi(a, { min: c, max: p });
  }
  function Xt(a, c, p, m) {
    (c.focus != null && sd(a),
      c.show != null &&
        S.forEach((_, b) => {
          b > 0 &&
            (a == b || a == null) &&
            ((_.show = c.show),
            nd(b),
            i == 2
              ? (yn(_.facets[0].scale, null, null), yn(_.facets[1].scale, null, null))
              : yn(_.scale, null, null),
            po());
        }),
      p !== !1 && Ze('setSeries', a, c),
      m && Qo('setSeries', o, a, c));
  }
  o.setSeries = Xt;
  function od(a, c) {
    Ue(G[a], c);
  }
  function rd(a, c) {
    ((a.fill = oe(a.fill || null)),
      (a.dir = fe(a.dir, -1)),
      (c = c ?? G.length),
      G.splice(c, 0, a));
  }
  function id(a) {
    a == null ? (G.length = 0) : G.splice(a, 1);
  }
  ((o.addBand = rd), (o.setBand = od), (o.delBand = id));
  function ld(a, c) {
    ((S[a].alpha = c),
      lt && Pt[a] != null && (Pt[a].style.opacity = c),
      We && Re[a] && (Re[a].style.opacity = c));
  }
  let ln,
    vn,
    Fn,
    _o = { focus: !0 };
  function sd(a) {
    if (a != Fn) {
      let c = a == null,
        p = Qt.alpha != 1;
      (S.forEach((m, _) => {
        if (i == 1 || _ > 0) {
          let b = c || _ == 0 || _ == a;
          ((m._focus = c ? null : b), p && ld(_, b ? 1 : Qt.alpha));
        }
      }),
        (Fn = a),
        p && po());
    }
  }
  We &&
    lo &&
    st(Ka, me, (a) => {
      B._lock || (On(a), Fn != null && Xt(null, _o, !0, He.setSeries));
    });
  function Zt(a, c, p) {
    let m = E[c];
    p && (a = a / pe - (m.ori == 1 ? ze : Se));
    let _ = Z;
    (m.ori == 1 && ((_ = I), (a = _ - a)), m.dir == -1 && (a = _ - a));
    let b = m._min,
      k = m._max,
      M = a / _,
      P = b + (k - b) * M,
      D = m.distr;
    return D == 3 ? Po(10, P) : D == 4 ? gp(P, m.asinh) : D == 100 ? m.bwd(P) : P;
  }
  function ad(a, c) {
    let p = Zt(a, R, c);
    return Gt(p, t[0], Je, Ye);
  }
  ((o.valToIdx = (a) => Gt(a, t[0])),
    (o.posToIdx = ad),
    (o.posToVal = Zt),
    (o.valToPos = (a, c, p) =>
      E[c].ori == 0 ? l(a, E[c], p ? gt : Z, p ? bt : 0) : s(a, E[c], p ? Ht : I, p ? Ct : 0)),
    (o.setCursor = (a, c, p) => {
      ((xe = a.left), (Ae = a.top), In(null, c, p));
    }));
  function Bs(a, c) {
    (Te(vo, Mo, (ke.left = a)), Te(vo, dr, (ke.width = c)));
  }
  function Us(a, c) {
    (Te(vo, 'top', (ke.top = a)), Te(vo, pr, (ke.height = c)));
  }
  let Ko = A.ori == 0 ? Bs : Us,
    Jo = A.ori == 1 ? Bs : Us;
  function ud() {
    if (We && te.live)
      for (let a = i == 2 ? 1 : 0; a < S.length; a++) {
        if (a == 0 && Mt) continue;
        let c = te.values[a],
          p = 0;
        for (let m in c) Jt[a][p++].firstChild.nodeValue = c[m];
      }
  }
  function Ui(a, c) {
    if (
      (a != null &&
        (a.idxs
          ? a.idxs.forEach((p, m) => {
              ve[m] = p;
            })
          : bp(a.idx) || ve.fill(a.idx),
        (te.idx = ve[0])),
      We && te.live)
    ) {
      for (let p = 0; p < S.length; p++) (p > 0 || (i == 1 && !Mt)) && cd(p, ve[p]);
      ud();
    }
    ((At = !1), c !== !1 && Ze('setLegend'));
  }
  o.setLegend = Ui;
  function cd(a, c) {
    let p = S[a],
      m = a == 0 && W == 2 ? Vt : t[a],
      _;
    (Mt
      ? (_ = p.values(o, a, c) ?? mn)
      : ((_ = p.value(o, c == null ? null : m[c], a, c)), (_ = _ == null ? mn : { _ })),
      (te.values[a] = _));
  }
  function In(a, c, p) {
    ((Hs = xe),
      (Vs = Ae),
      ([xe, Ae] = B.move(o, xe, Ae)),
      (B.left = xe),
      (B.top = Ae),
      lt && (mo && nn(mo, Ge(xe), 0, Z, I), ho && nn(ho, 0, Ge(Ae), Z, I)));
    let m,
      _ = Je > Ye;
    ((ln = be), (vn = null));
    let b = A.ori == 0 ? Z : I,
      k = A.ori == 1 ? Z : I;
    if (xe < 0 || nt == 0 || _) {
      m = B.idx = null;
      for (let M = 0; M < S.length; M++) {
        let P = Pt[M];
        P != null && nn(P, -10, -10, Z, I);
      }
      (lo && Xt(null, _o, !0, a == null && He.setSeries), te.live && (ve.fill(m), (At = !0)));
    } else {
      let M, P, D;
      i == 1 &&
        ((M = A.ori == 0 ? xe : Ae),
        (P = Zt(M, R)),
        (m = B.idx = Gt(P, t[0], Je, Ye)),
        (D = $(t[0][m], A, b, 0)));
      let F = -10,
        q = -10,
        Q = 0,
        de = 0,
        ue = !0,
        ne = '',
        J = '';
      for (let U = i == 2 ? 1 : 0; U < S.length; U++) {
        let Ee = S[U],
          Oe = ve[U],
          et = Oe == null ? null : i == 1 ? t[U][Oe] : t[U][1][Oe],
          _e = B.dataIdx(o, U, m, P),
          $e = _e == null ? null : i == 1 ? t[U][_e] : t[U][1][_e];
        if (((At = At || $e != et || _e != Oe), (ve[U] = _e), U > 0 && Ee.show)) {
          let wt = _e == null ? -10 : _e == m ? D : $(i == 1 ? t[0][_e] : t[U][0][_e], A, b, 0),
            at = $e == null ? -10 : Y($e, i == 1 ? E[Ee.scale] : E[Ee.facets[1].scale], k, 0);
          if (lo && $e != null) {
            let Lt = A.ori == 1 ? xe : Ae,
              Bt = Ke(Qt.dist(o, U, _e, at, Lt));
            if (Bt < ln) {
              let en = Qt.bias;
              if (en != 0) {
                let St = Zt(Lt, Ee.scale),
                  Nt = $e >= 0 ? 1 : -1,
                  Ut = St >= 0 ? 1 : -1;
                Ut == Nt &&
                  (Ut == 1 ? (en == 1 ? $e >= St : $e <= St) : en == 1 ? $e <= St : $e >= St) &&
                  ((ln = Bt), (vn = U));
              } else ((ln = Bt), (vn = U));
            }
          }
          if (At || so) {
            let Lt, Bt;
            A.ori == 0 ? ((Lt = wt), (Bt = at)) : ((Lt = at), (Bt = wt));
            let en,
              St,
              Nt,
              Ut,
              tn,
              ut,
              xt = !0,
              qn = it.bbox;
            if (qn != null) {
              xt = !1;
              let ct = qn(o, U);
              ((Nt = ct.left), (Ut = ct.top), (en = ct.width), (St = ct.height));
            } else ((Nt = Lt), (Ut = Bt), (en = St = it.size(o, U)));
            if (((ut = it.fill(o, U)), (tn = it.stroke(o, U)), so))
              U == vn &&
                ln <= Qt.prox &&
                ((F = Nt), (q = Ut), (Q = en), (de = St), (ue = xt), (ne = ut), (J = tn));
            else {
              let ct = Pt[U];
              ct != null &&
                ((ao[U] = Nt),
                (uo[U] = Ut),
                tu(ct, en, St, xt),
                Za(ct, ut, tn),
                nn(ct, Ft(Nt), Ft(Ut), Z, I));
            }
          }
        }
      }
      if (so) {
        let U = Qt.prox,
          Ee = Fn == null ? ln <= U : ln > U || vn != Fn;
        if (At || Ee) {
          let Oe = Pt[0];
          Oe != null &&
            ((ao[0] = F),
            (uo[0] = q),
            tu(Oe, Q, de, ue),
            Za(Oe, ne, J),
            nn(Oe, Ft(F), Ft(q), Z, I));
        }
      }
    }
    if (ke.show && gn)
      if (a != null) {
        let [M, P] = He.scales,
          [D, F] = He.match,
          [q, Q] = a.cursor.sync.scales,
          de = a.cursor.drag;
        if (((Qe = de._x), (Xe = de._y), Qe || Xe)) {
          let { left: ue, top: ne, width: J, height: U } = a.select,
            Ee = a.scales[q].ori,
            Oe = a.posToVal,
            et,
            _e,
            $e,
            wt,
            at,
            Lt = M != null && D(M, q),
            Bt = P != null && F(P, Q);
          (Lt && Qe
            ? (Ee == 0 ? ((et = ue), (_e = J)) : ((et = ne), (_e = U)),
              ($e = E[M]),
              (wt = $(Oe(et, q), $e, b, 0)),
              (at = $(Oe(et + _e, q), $e, b, 0)),
              Ko(Kt(wt, at), Ke(at - wt)))
            : Ko(0, b),
            Bt && Xe
              ? (Ee == 1 ? ((et = ue), (_e = J)) : ((et = ne), (_e = U)),
                ($e = E[P]),
                (wt = Y(Oe(et, Q), $e, k, 0)),
                (at = Y(Oe(et + _e, Q), $e, k, 0)),
                Jo(Kt(wt, at), Ke(at - wt)))
              : Jo(0, k));
        } else ji();
      } else {
        let M = Ke(Hs - Is),
          P = Ke(Vs - qs);
        if (A.ori == 1) {
          let Q = M;
          ((M = P), (P = Q));
        }
        ((Qe = ot.x && M >= ot.dist), (Xe = ot.y && P >= ot.dist));
        let D = ot.uni;
        D != null
          ? Qe &&
            Xe &&
            ((Qe = M >= D), (Xe = P >= D), !Qe && !Xe && (P > M ? (Xe = !0) : (Qe = !0)))
          : ot.x && ot.y && (Qe || Xe) && (Qe = Xe = !0);
        let F, q;
        (Qe &&
          (A.ori == 0 ? ((F = go), (q = xe)) : ((F = yo), (q = Ae)),
          Ko(Kt(F, q), Ke(q - F)),
          Xe || Jo(0, k)),
          Xe &&
            (A.ori == 1 ? ((F = go), (q = xe)) : ((F = yo), (q = Ae)),
            Jo(Kt(F, q), Ke(q - F)),
            Qe || Ko(0, b)),
          !Qe && !Xe && (Ko(0, 0), Jo(0, 0)));
      }
    if (((ot._x = Qe), (ot._y = Xe), a == null)) {
      if (p) {
        if (ea != null) {
          let [M, P] = He.scales;
          ((He.values[0] = M != null ? Zt(A.ori == 0 ? xe : Ae, M) : null),
            (He.values[1] = P != null ? Zt(A.ori == 1 ? xe : Ae, P) : null));
        }
        Qo(Tl, o, xe, Ae, Z, I, m);
      }
      if (lo) {
        let M = p && He.setSeries,
          P = Qt.prox;
        Fn == null
          ? ln <= P && Xt(vn, _o, !0, M)
          : ln > P
            ? Xt(null, _o, !0, M)
            : vn != Fn && Xt(vn, _o, !0, M);
      }
    }
    (At && ((te.idx = m), Ui()), c !== !1 && Ze('setCursor'));
  }
  let _n = null;
  Object.defineProperty(o, 'rect', {
    get() {
      return (_n == null && Yo(!1), _n);
    },
  });
  function Yo(a = !1) {
    a ? (_n = null) : ((_n = w.getBoundingClientRect()), Ze('syncRect', _n));
  }
  function Ws(a, c, p, m, _, b, k) {
    B._lock ||
      (gn && a != null && a.movementX == 0 && a.movementY == 0) ||
      (Wi(a, c, p, m, _, b, k, !1, a != null), a != null ? In(null, !0, !0) : In(c, !0, !1));
  }
  function Wi(a, c, p, m, _, b, k, M, P) {
    if ((_n == null && Yo(!1), On(a), a != null))
      ((p = a.clientX - _n.left), (m = a.clientY - _n.top));
    else {
      if (p < 0 || m < 0) {
        ((xe = -10), (Ae = -10));
        return;
      }
      let [D, F] = He.scales,
        q = c.cursor.sync,
        [Q, de] = q.values,
        [ue, ne] = q.scales,
        [J, U] = He.match,
        Ee = c.axes[0].side % 2 == 1,
        Oe = A.ori == 0 ? Z : I,
        et = A.ori == 1 ? Z : I,
        _e = Ee ? b : _,
        $e = Ee ? _ : b,
        wt = Ee ? m : p,
        at = Ee ? p : m;
      if (
        (ue != null ? (p = J(D, ue) ? u(Q, E[D], Oe, 0) : -10) : (p = Oe * (wt / _e)),
        ne != null ? (m = U(F, ne) ? u(de, E[F], et, 0) : -10) : (m = et * (at / $e)),
        A.ori == 1)
      ) {
        let Lt = p;
        ((p = m), (m = Lt));
      }
    }
    (P &&
      (c == null || c.cursor.event.type == Tl) &&
      ((p <= 1 || p >= Z - 1) && (p = zn(p, Z)), (m <= 1 || m >= I - 1) && (m = zn(m, I))),
      M ? ((Is = p), (qs = m), ([go, yo] = B.move(o, p, m))) : ((xe = p), (Ae = m)));
  }
  let zi = { width: 0, height: 0, left: 0, top: 0 };
  function ji() {
    Nr(zi, !1);
  }
  let zs, js, Gs, Ks;
  function Js(a, c, p, m, _, b, k) {
    ((gn = !0),
      (Qe = Xe = ot._x = ot._y = !1),
      Wi(a, c, p, m, _, b, k, !0, !1),
      a != null && (st(Ml, Nl, Ys, !1), Qo(ja, o, go, yo, Z, I, null)));
    let { left: M, top: P, width: D, height: F } = ke;
    ((zs = M), (js = P), (Gs = D), (Ks = F));
  }
  function Ys(a, c, p, m, _, b, k) {
    ((gn = ot._x = ot._y = !1), Wi(a, c, p, m, _, b, k, !1, !0));
    let { left: M, top: P, width: D, height: F } = ke,
      q = D > 0 || F > 0,
      Q = zs != M || js != P || Gs != D || Ks != F;
    if ((q && Q && Nr(ke), ot.setScale && q && Q)) {
      let de = M,
        ue = D,
        ne = P,
        J = F;
      if (
        (A.ori == 1 && ((de = P), (ue = F), (ne = M), (J = D)),
        Qe && yn(R, Zt(de, R), Zt(de + ue, R)),
        Xe)
      )
        for (let U in E) {
          let Ee = E[U];
          U != R && Ee.from == null && Ee.min != be && yn(U, Zt(ne + J, U), Zt(ne, U));
        }
      ji();
    } else B.lock && ((B._lock = !B._lock), In(c, !0, a != null));
    a != null && (oo(Ml, Nl), Qo(Ml, o, xe, Ae, Z, I, null));
  }
  function fd(a, c, p, m, _, b, k) {
    if (B._lock) return;
    On(a);
    let M = gn;
    if (gn) {
      let P = !0,
        D = !0,
        F = 10,
        q,
        Q;
      (A.ori == 0 ? ((q = Qe), (Q = Xe)) : ((q = Xe), (Q = Qe)),
        q && Q && ((P = xe <= F || xe >= Z - F), (D = Ae <= F || Ae >= I - F)),
        q && P && (xe = xe < go ? 0 : Z),
        Q && D && (Ae = Ae < yo ? 0 : I),
        In(null, !0, !0),
        (gn = !1));
    }
    ((xe = -10), (Ae = -10), ve.fill(null), In(null, !0, !0), M && (gn = M));
  }
  function Qs(a, c, p, m, _, b, k) {
    B._lock || (On(a), Ci(), ji(), a != null && Qo(Ja, o, xe, Ae, Z, I, null));
  }
  function Xs() {
    (L.forEach($m), Mi(o.width, o.height, !0));
  }
  Kn(oi, Ao, Xs);
  let bo = {};
  ((bo.mousedown = Js),
    (bo.mousemove = Ws),
    (bo.mouseup = Ys),
    (bo.dblclick = Qs),
    (bo.setSeries = (a, c, p, m) => {
      let _ = He.match[2];
      ((p = _(o, c, p)), p != -1 && Xt(p, m, !0, !1));
    }),
    lt &&
      (st(ja, w, Js),
      st(Tl, w, Ws),
      st(Ga, w, (a) => {
        (On(a), Yo(!1));
      }),
      st(Ka, w, fd),
      st(Ja, w, Qs),
      Hl.add(o),
      (o.syncRect = Yo)));
  let Dr = (o.hooks = e.hooks || {});
  function Ze(a, c, p) {
    qi
      ? Go.push([a, c, p])
      : a in Dr &&
        Dr[a].forEach((m) => {
          m.call(null, o, c, p);
        });
  }
  (e.plugins || []).forEach((a) => {
    for (let c in a.hooks) Dr[c] = (Dr[c] || []).concat(a.hooks[c]);
  });
  let Zs = (a, c, p) => p,
    He = Ue(
      {
        key: null,
        setSeries: !1,
        filters: { pub: lu, sub: lu },
        scales: [R, S[1] ? S[1].scale : null],
        match: [su, su, Zs],
        values: [null, null],
      },
      B.sync,
    );
  (He.match.length == 2 && He.match.push(Zs), (B.sync = He));
  let ea = He.key,
    Gi = oc(ea);
  function Qo(a, c, p, m, _, b, k) {
    He.filters.pub(a, c, p, m, _, b, k) && Gi.pub(a, c, p, m, _, b, k);
  }
  Gi.sub(o);
  function dd(a, c, p, m, _, b, k) {
    He.filters.sub(a, c, p, m, _, b, k) && bo[a](null, c, p, m, _, b, k);
  }
  o.pub = dd;
  function pd() {
    (Gi.unsub(o),
      Hl.delete(o),
      Pn.clear(),
      Ol(oi, Ao, Xs),
      d.remove(),
      me?.remove(),
      Ze('destroy'));
  }
  o.destroy = pd;
  function Ki() {
    (Ze('init', e, t),
      Ps(t || e.data, !1),
      j[R] ? Hi(R, j[R]) : Ci(),
      (Tr = ke.show && (ke.width > 0 || ke.height > 0)),
      (Rn = At = !0),
      Mi(e.width, e.height));
  }
  return (
    S.forEach(Cs),
    L.forEach(zf),
    n ? (n instanceof HTMLElement ? (n.appendChild(d), Ki()) : n(o, Ki)) : Ki(),
    o
  );
}
tt.assign = Ue;
tt.fmtNum = Gl;
tt.rangeNum = ri;
tt.rangeLog = si;
tt.rangeAsinh = zl;
tt.orient = Yn;
tt.pxRatio = pe;
tt.join = Mp;
((tt.fmtDate = Jl), (tt.tzDate = Ip));
tt.sync = oc;
{
  ((tt.addGap = bm), (tt.clipGaps = ci));
  let e = (tt.paths = { points: uc });
  ((e.linear = fc), (e.stepped = xm), (e.bars = km), (e.spline = Tm));
}
function ns(e) {
  let t = matchMedia(e),
    n = Ne(t.matches);
  return (t.addEventListener('change', ({ matches: o }) => (n.value = o)), n);
}
var Fo = ns('(max-width: 63.99rem)');
function Cn() {
  let e = Pe(null),
    [t, n] = X({ width: 0, height: 0 });
  return (
    Un(() => {
      let o = e.current;
      if (o === null) return;
      let i = () => n({ width: o.clientWidth, height: o.clientHeight });
      i();
      let l = new ResizeObserver(i);
      return (l.observe(o), () => l.disconnect());
    }, []),
    { ref: e, ...t }
  );
}
function hc(e, t) {
  let [n, o] = X(!1),
    i = Pe({ value: e, about: t });
  return (
    (!n || i.current.about !== t || i.current.value === void 0) &&
      (i.current = { value: e, about: t }),
    {
      value: i.current.value,
      handlers: {
        onMouseEnter: () => o(!0),
        onMouseLeave: () => o(!1),
        onFocusCapture: () => o(!0),
        onBlurCapture: () => o(!1),
      },
    }
  );
}
function os(e, t, n, o) {
  let l = { ArrowDown: t + 1, ArrowUp: t - 1, PageDown: t + o, PageUp: t - o, Home: 0, End: n - 1 }[
    e
  ];
  if (!(l === void 0 || n === 0)) return Math.min(n - 1, Math.max(0, l));
}
function mi(e) {
  let t = [...e.currentTarget.querySelectorAll('a')],
    n = t.findIndex((s) => s === document.activeElement),
    o = n < 0 ? t.findIndex((s) => s.ariaCurrent !== null) : n,
    i = e.key.replace('Right', 'Down').replace('Left', 'Up'),
    l = os(i, o, t.length, 10);
  l !== void 0 && (e.preventDefault(), t[l]?.focus());
}
var Fm = {
  alert: 'M8 2.2 14.6 13.6H1.4zM8 6.4v3.4M8 11.6v.1',
  back: 'M9.8 3 4.8 8l5 5',
  check: 'M3 8.5 6.5 12 13 4.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  dark: 'M13.5 9.6A6 6 0 0 1 6.4 2.5 6 6 0 1 0 13.5 9.6z',
  filter: 'M2 4h12M4.5 8h7M6.5 12h3',
  help: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M6 6.3a2 2 0 1 1 2.9 1.8C8.3 8.4 8 8.8 8 9.4M8 11.6v.1',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M4.5 2.8v10.4L13 8z',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14',
  send: 'M14 2 7.2 8.8M14 2 9.8 14 7.2 8.8 2 6.2z',
  system: 'M2 3h12v8H2zM6 13.5h4',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9',
  up: 'M8 13V3.5M3.8 7.7 8 3.5l4.2 4.2',
};
function pt({ name: e }) {
  return r('svg', {
    class: 'icon',
    viewBox: '0 0 16 16',
    'aria-hidden': 'true',
    children: r('path', { d: Fm[e] }),
  });
}
function mt({ icon: e, label: t, class: n = '', ...o }) {
  return r('button', {
    type: 'button',
    class: `icon-button ${n}`,
    'aria-label': t,
    title: t,
    ...o,
    children: r(pt, { name: e }),
  });
}
var gc = 'converge-sandbox-theme',
  Im = { system: 'light', light: 'dark', dark: 'system' },
  Io = Ne(Vm()),
  qm = ns('(prefers-color-scheme: dark)');
function rs() {
  return Io.value === 'system' ? qm.value : Io.value === 'dark';
}
an(() => {
  document.documentElement.dataset.theme = rs() ? 'dark' : 'light';
});
function yc() {
  let e = Im[Io.value],
    t = `Theme: ${Io.value}. Switch to ${e}`;
  return r(mt, { icon: Io.value, label: t, class: 'quiet', onClick: () => Hm(e) });
}
function Hm(e) {
  Io.value = e;
  try {
    localStorage.setItem(gc, e);
  } catch {}
}
function Vm() {
  try {
    let e = localStorage.getItem(gc);
    return e === 'light' || e === 'dark' ? e : 'system';
  } catch {
    return 'system';
  }
}
var vc = 1e3,
  _c = 3600 * vc,
  bc = 24 * _c,
  Bm = 365.25 * bc,
  Um = [
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((e) => e * vc),
    [1, 2, 6, 12, 24].map((e) => e * _c),
    [2, 5, 10, 20, 50, 100, 200].map((e) => e * bc),
    [1, 2, 5, 10, 20, 50, 100, 1e3].map((e) => e * Bm),
  ].flat(),
  Wm = [0, 1, 2, 3, 4, 5].flatMap((e) => [1, 2, 5].map((t) => t * 10 ** e)),
  wc = [
    {
      title: 'Events per second',
      hint: 'by outcome',
      kind: 'stack',
      least: 1,
      format: (e) => String(Number(e.toFixed(e < 10 ? 2 : 0))),
      series: Eo.toReversed().map((e) => ({
        label: zt[e],
        colour: e === 'accepted' ? 'accepted-bar' : e,
        value: (t, n) => t[e] / n,
      })),
    },
    {
      title: 'Latency',
      hint: 'from event time to ingestion, of accepted events',
      kind: 'lines',
      least: 100,
      incrs: Um,
      format: Rt,
      series: [
        { label: 'p95', colour: 'fault', value: ({ latencyMs: e }) => e?.p95 ?? null },
        { label: 'p50', colour: 'accepted', value: ({ latencyMs: e }) => e?.p50 ?? null },
      ],
    },
    {
      title: 'Retries and duplicates',
      hint: 'duplicates are retries of accepted events',
      kind: 'layers',
      least: 2,
      incrs: Wm,
      format: ee,
      series: [
        { label: 'retries', colour: 'fault', value: ({ retries: e }) => e },
        { label: 'duplicates', colour: 'duplicate', value: ({ duplicate: e }) => e },
      ],
    },
  ];
function Sc(e) {
  let t = [];
  return e
    .toReversed()
    .map((o) =>
      o.map(
        (i, l) => ((t[l] = (t[l] ?? 0) + (i ?? 0)), i === null || i === 0 ? null : (t[l] ?? null)),
      ),
    )
    .toReversed();
}
var xc = 168,
  zm = 12,
  jm = 56,
  Gm = 28,
  Km = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800];
function kc({ spec: e, delivery: t }) {
  let { title: n, hint: o, kind: i, series: l, format: s } = e,
    { ref: u, width: f } = Cn(),
    d = Pe(void 0),
    [h, g] = X(null),
    v = f > 0,
    y = rs(),
    { times: w, values: x } = Sn(() => {
      let { buckets: S, bucketSeconds: L } = t;
      return {
        times: S.map(({ at: E }) => Date.parse(E) / 1e3),
        values: l.map(({ value: E }) => S.map((G) => E(G, L))),
      };
    }, [t]);
  (ie(() => {
    if (!(u.current === null || !v))
      return ((d.current = Jm(u.current, e, g)), () => d.current?.destroy());
  }, [v, y]),
    ie(() => d.current?.setSize({ width: f, height: xc }), [f, y]),
    ie(() => {
      let S = i === 'stack' ? Sc(x) : x;
      d.current?.setData([w, ...S]);
    }, [w, x, v, y]));
  let T = h === null ? void 0 : w[h],
    C = l.map(({ label: S }, L) => {
      let E = x[L]?.filter((G) => G !== null) ?? [];
      return `${S} ${E.length === 0 ? 'none' : s(Math.max(...E))}`;
    });
  return r('figure', {
    class: 'card chart',
    children: [
      r('figcaption', {
        children: [
          r('h2', { children: n }),
          r('span', {
            class: 'muted',
            children: T === void 0 ? o : new Date(T * 1e3).toLocaleTimeString('en-GB'),
          }),
        ],
      }),
      r('div', {
        ref: u,
        class: 'chart-canvas',
        role: 'img',
        'aria-label': `${n}, highest: ${C.join(', ')}`,
      }),
      r('ul', {
        class: 'legend',
        role: 'list',
        children: l.map(({ label: S, colour: L }, E) => {
          let G = h === null ? void 0 : (x[E]?.[h] ?? null);
          return r(
            'li',
            {
              children: [
                r('span', { class: `swatch ${L}`, 'aria-hidden': 'true' }),
                S,
                r('span', {
                  class: 'legend-value',
                  children: G === void 0 ? '' : G === null ? '\u2013' : s(G),
                }),
              ],
            },
            S,
          );
        }),
      }),
    ],
  });
}
function Jm(e, { series: t, kind: n, least: o, incrs: i, format: l }, s) {
  let u = {
      stroke: is(e, 'muted'),
      grid: { stroke: is(e, 'line'), width: 1 },
      ticks: { show: !1 },
      font: `12px ${getComputedStyle(e).fontFamily}`,
    },
    f = tt.paths.bars?.({ size: [1, 24], align: 1 }),
    d = t.map(({ label: g, colour: v }) => {
      let y = is(e, v);
      return n === 'lines'
        ? { label: g, stroke: y, width: 2, points: { size: 5, fill: y, filter: Ym } }
        : { label: g, fill: y, width: 0, points: { show: !1 }, paths: f };
    }),
    h = {
      width: e.clientWidth,
      height: xc,
      legend: { show: !1 },
      cursor: { y: !1, drag: { x: !1 }, points: { show: n === 'lines' } },
      padding: [8, Gm, 0, 0],
      scales: {
        y: { range: (g, v, y) => [Math.min(0, (v ?? 0) * 1.1), Math.max((y ?? 0) * 1.1, o)] },
      },
      axes: [
        { ...u, grid: { show: !1 }, size: 24, space: 72, incrs: Km, values: (g, v) => v.map(eh) },
        { ...u, size: Qm, space: 36, incrs: i, values: (g, v) => v.map(l) },
      ],
      series: [{}, ...d],
      hooks: { setCursor: [({ cursor: g }) => s(g.idx ?? null)] },
    };
  return new tt(h, [[]], e);
}
function Ym(e, t) {
  let n = e.data[t] ?? [],
    o = (i) => (n[i] ?? null) === null;
  return [...n.keys()].filter((i) => !o(i) && o(i - 1) && o(i + 1));
}
function Qm(e, t) {
  let { ctx: n } = e;
  (n.save(), (n.font = `12px ${getComputedStyle(e.root).fontFamily}`));
  let o = (t ?? []).map((i) => n.measureText(i).width);
  return (n.restore(), Math.max(jm, Math.ceil(Math.max(0, ...o)) + zm));
}
function is(e, t) {
  let n = document.createElement('span');
  ((n.style.color = `var(--${t})`), e.append(n));
  let { color: o } = getComputedStyle(n);
  return (n.remove(), o);
}
var Xm = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }),
  Zm = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
function eh(e) {
  return (e % 60 === 0 ? Zm : Xm).format(e * 1e3);
}
var th = 4e3,
  hi = Ne(''),
  Ec;
function It(e) {
  (clearTimeout(Ec), (hi.value = e), (Ec = setTimeout(() => (hi.value = ''), th)));
}
function Tc() {
  return r('div', {
    class: hi.value === '' ? 'notice' : 'notice shown',
    role: 'status',
    children: hi.value,
  });
}
function Mc(e) {
  return `${nh(e)}, for ${oh(e)}`;
}
function nh(e) {
  switch (e.kind) {
    case 'status':
      return e.retryAfter === void 0
        ? `status ${e.status}`
        : `status ${e.status} with Retry-After ${e.retryAfter}`;
    case 'delay':
      return `an answer delayed by ${ee(e.ms)} ms`;
    case 'hang':
      return 'no answer';
    case 'hang-in-answer':
      return 'half an answer';
    case 'reset':
      return 'a reset connection';
    case 'huge-answer':
      return 'an answer of 64 MiB';
  }
}
function oh({ share: e = 1, times: t }) {
  let n = e < 1 ? `about ${To(e)} of the requests` : 'every request';
  return t === void 0
    ? n
    : e === 1
      ? t === 1
        ? 'the next request'
        : `the next ${le(t, 'request')}`
      : `${n}, until ${t === 1 ? '1 is' : `${ee(t)} are`} affected`;
}
var vr = Ne({ fault: null, affected: 0, simulated: [] });
async function Cc(e) {
  (await Dt('fault', { method: 'PUT', body: JSON.stringify(e) }), await ss());
}
async function ls() {
  (await Dt('fault', { method: 'DELETE' }), await ss());
}
async function ss() {
  vr.value = await ko({ path: 'fault' });
}
function Ac() {
  let e = () => {
    ss().catch(() => {});
  };
  (pl.add((t) => (vr.value = t)),
    xn.add(e),
    cn.add((t) => {
      t.some(({ outcome: n }) => n === 'fault') && e();
    }),
    e());
}
function Pc() {
  let { fault: e, affected: t } = vr.value;
  return e === null
    ? null
    : r('div', {
        class: 'banner fault-banner',
        role: 'status',
        children: [
          r(pt, { name: 'alert' }),
          r('p', {
            children: [
              r('b', { children: 'Simulating failures:' }),
              ' ',
              Mc(e),
              '.',
              ' ',
              r('span', { class: 'affected', children: [le(t, 'request'), ' affected.'] }),
            ],
          }),
          r('button', {
            type: 'button',
            onClick: () => {
              ls().catch((n) => It(n.message));
            },
            children: 'Stop',
          }),
        ],
      });
}
var rh = [
    { kind: 'status', label: 'A status', hint: 'instead of the usual answer' },
    { kind: 'delay', label: 'A delay', hint: 'before the usual answer' },
    { kind: 'hang', label: 'No answer', hint: 'the connection stays open' },
    { kind: 'hang-in-answer', label: 'Half an answer', hint: 'status 200, then nothing' },
    { kind: 'reset', label: 'A reset', hint: 'the connection breaks' },
    { kind: 'huge-answer', label: 'A huge answer', hint: 'status 200 and 64 MiB' },
  ],
  ih = [429, 500, 503, 401, 400, 204],
  as = { kind: 'status', status: '503', retryAfter: '', ms: '2000', share: '100', times: '' };
function Lc() {
  let { fault: e } = vr.value,
    [t, n] = X(as),
    [o, i] = X(),
    l = (f) => n({ ...t, ...f }),
    s = (f, d, h) =>
      r('label', {
        class: 'field',
        children: [
          d,
          r('input', {
            type: 'number',
            inputMode: 'numeric',
            step: 1,
            value: t[f],
            onInput: ({ currentTarget: g }) => l({ [f]: g.value }),
            ...h,
          }),
        ],
      });
  ie(() => {
    e !== null && n(lh(e));
  }, [JSON.stringify(e)]);
  let u = (f) =>
    f.then(
      () => i(void 0),
      (d) => i(d.message),
    );
  return r('section', {
    class: 'card fault-panel',
    'aria-labelledby': 'fault-title',
    children: [
      r('h2', { id: 'fault-title', children: 'Simulate failures' }),
      r('p', {
        class: 'muted',
        children:
          e === null
            ? 'Make the sandbox fail and watch the library retry without losing an event.'
            : 'Failures are on, see the bar above. Apply another choice to replace them.',
      }),
      r('form', {
        class: 'fault-form',
        onSubmit: (f) => {
          (f.preventDefault(), u(Cc(sh(t))));
        },
        children: [
          r('fieldset', {
            class: 'kinds',
            children: [
              r('legend', { children: 'What happens' }),
              rh.map(({ kind: f, label: d, hint: h }) =>
                r(
                  'label',
                  {
                    children: [
                      r('input', {
                        type: 'radio',
                        name: 'kind',
                        checked: t.kind === f,
                        onChange: () => l({ kind: f }),
                      }),
                      r('span', { children: [d, ' ', r('span', { class: 'muted', children: h })] }),
                    ],
                  },
                  f,
                ),
              ),
            ],
          }),
          t.kind === 'status' &&
            r('div', {
              class: 'fields',
              children: [
                r('datalist', {
                  id: 'statuses',
                  children: ih.map((f) => r('option', { value: f }, f)),
                }),
                s('status', 'Status', { min: 200, max: 599, required: !0, list: 'statuses' }),
                s('retryAfter', 'Retry-After (seconds)', { min: 0, placeholder: 'none' }),
              ],
            }),
          t.kind === 'delay' &&
            r('div', {
              class: 'fields',
              children: s('ms', 'Delay (milliseconds)', { min: 1, required: !0 }),
            }),
          r('div', {
            class: 'fields',
            children: [
              r('label', {
                class: 'field',
                children: [
                  r('span', { children: ['Failure rate: ', t.share, ' %'] }),
                  r('input', {
                    type: 'range',
                    min: 1,
                    max: 100,
                    value: t.share,
                    'aria-valuetext': `${t.share} percent`,
                    onInput: ({ currentTarget: f }) => l({ share: f.value }),
                  }),
                ],
              }),
              s('times', 'Stop after (requests)', { min: 1, placeholder: 'until stopped' }),
            ],
          }),
          r(Fe, { message: o }),
          r('div', {
            class: 'actions',
            children: [
              r('button', { class: 'primary', children: 'Apply' }),
              e !== null &&
                r('button', {
                  type: 'button',
                  onClick: () => {
                    u(ls());
                  },
                  children: 'Stop',
                }),
            ],
          }),
        ],
      }),
    ],
  });
}
function lh(e) {
  let { kind: t, share: n = 1, times: o = '' } = e,
    { status: i, retryAfter: l = '' } = t === 'status' ? e : as,
    { ms: s } = t === 'delay' ? e : as;
  return {
    kind: t,
    status: String(i),
    retryAfter: String(l),
    ms: String(s),
    share: String(Math.round(n * 100)),
    times: String(o),
  };
}
function sh({ kind: e, status: t, retryAfter: n, ms: o, share: i, times: l }) {
  let s = { share: Number(i) / 100, times: l === '' ? void 0 : Number(l) };
  if (e === 'delay') return { kind: e, ms: Number(o), ...s };
  if (e !== 'status') return { kind: e, ...s };
  let u = n === '' ? void 0 : Number(n);
  return { kind: e, status: Number(t), retryAfter: u, ...s };
}
var ah = [
    ['60', '1 min'],
    ['300', '5 min'],
    ['900', '15 min'],
    ['3600', '1 h'],
  ],
  uh = 2e3;
function Nc() {
  let e = De.value.query.get('seconds') ?? '300',
    { data: t, error: n } = ge({ path: 'delivery', query: { seconds: e } }, uh);
  return r('div', {
    class: 'delivery',
    children: [
      r('section', {
        class: 'delivery-charts',
        'aria-label': 'Delivery over time',
        children: [
          r('div', {
            class: 'segments',
            role: 'group',
            'aria-label': 'Time range',
            children: ah.map(([o, i]) =>
              r(
                'button',
                {
                  type: 'button',
                  'aria-pressed': o === e,
                  onClick: () => ft({ seconds: o === '300' ? void 0 : o }),
                  children: i,
                },
                o,
              ),
            ),
          }),
          r(Fe, { message: n }),
          t !== void 0 &&
            r(H, {
              children: [
                r(ch, { totals: t.totals }),
                wc.map((o) => r(kc, { spec: o, delivery: t }, o.title)),
              ],
            }),
        ],
      }),
      r(Lc, {}),
    ],
  });
}
function ch({ totals: e }) {
  let { latencyMs: t, retries: n } = e,
    o = [
      ...Eo.map((i) => [zt[i], ee(e[i])]),
      ['retries', ee(n)],
      ['latency p50', t === null ? '\u2013' : Rt(t.p50)],
      ['latency p95', t === null ? '\u2013' : Rt(t.p95)],
    ];
  return r('dl', {
    class: 'totals',
    children: o.map(([i, l]) =>
      r('div', { children: [r('dt', { children: i }), r('dd', { children: l })] }, i),
    ),
  });
}
async function us(e, t) {
  try {
    (await navigator.clipboard.writeText(e), It(`${t} copied`));
  } catch {
    It(fh(e) ? `${t} copied` : 'The browser does not allow copying: select the text and copy it');
  }
}
function fh(e) {
  let t = document.createElement('textarea');
  ((t.value = e), (t.className = 'off-screen'), document.body.append(t), t.select());
  let n = document.execCommand('copy');
  return (t.remove(), n);
}
function An({ label: e, text: t }) {
  return r('div', {
    class: 'code-block',
    children: [
      r('pre', { tabIndex: 0, role: 'group', 'aria-label': e, children: t }),
      r(mt, {
        icon: 'copy',
        label: `Copy: ${e}`,
        class: 'quiet',
        onClick: () => {
          us(t, e);
        },
      }),
    ],
  });
}
function gi(e, t, n = null) {
  let o = new TextEncoder().encode(t).length > 1e5;
  return [
    `curl ${cs(e)}`,
    "-H 'Content-Type: application/json'",
    n === null ? '-H "X-Webhook-Token: $CONVERGE_TOKEN"' : `-H ${cs(`X-Webhook-Token: ${n}`)}`,
    o
      ? `--data-binary @- <<'END'
${t}
END`
      : `--data-raw ${cs(t)}`,
  ].join(` \\
  `);
}
function cs(e) {
  return `'${e.replaceAll("'", "'\\''")}'`;
}
function Dc(e) {
  return `import type { ConvergeEvent } from 'nestjs-converge';

export const ${dh(e)}: ConvergeEvent = ${ph(e)};
`;
}
function dh(e) {
  let t = e?.event_name,
    n = (typeof t == 'string' && t.toLowerCase().match(/[a-z0-9]+/g)) || [],
    [o = '', ...i] = n.length === 1 ? [...n, 'event'] : n;
  return /^[a-z]/.test(o)
    ? o + i.map((l) => l.charAt(0).toUpperCase() + l.slice(1)).join('')
    : 'event';
}
function ph(e) {
  return JSON.stringify(e, null, 2)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, (t) => `'${mh(t.slice(1, -1))}'`)
    .replaceAll(/^( *)'([a-z_$][\w$]*)':/gim, (t, n, o) =>
      o === '__proto__' ? `${n}['__proto__']:` : `${n}${o}:`,
    )
    .replaceAll(
      /(?<=[^,{[])\n/g,
      `,
`,
    );
}
function mh(e) {
  return e.replaceAll('\\"', '"').replaceAll("'", "\\'");
}
function yi() {
  let { data: e } = ge({ path: 'about' });
  if (e === void 0) return null;
  let t = e.token === null ? `${location.origin}/api/webhooks` : location.origin;
  return r(H, {
    children: [
      r(An, { label: 'Start command', text: `CONVERGE_ENDPOINT=${t} npm run start:dev` }),
      r(fs, {}),
    ],
  });
}
function fs() {
  let { data: e } = ge({ path: 'about' });
  return e?.token !== null
    ? null
    : r('p', {
        class: 'muted',
        children: [
          'Set ',
          r('code', { children: 'CONVERGE_TOKEN' }),
          ' to the token of this sandbox first. This page does not show it.',
        ],
      });
}
function qo({ label: e, tabs: t, chosen: n, onChoose: o }) {
  let i = Vr(),
    l = t.findIndex(({ id: d }) => d === n),
    s = Math.max(0, l),
    u = t[s];
  return u === void 0
    ? null
    : r(H, {
        children: [
          r('div', {
            class: 'tabs',
            role: 'tablist',
            'aria-label': e,
            onKeyDown: (d) => {
              let g = { ArrowRight: s + 1, ArrowLeft: s - 1, Home: 0, End: -1 }[d.key],
                v = g === void 0 ? void 0 : t.at(g % t.length);
              v !== void 0 &&
                (d.preventDefault(), o(v.id), document.getElementById(`${i}-${v.id}`)?.focus());
            },
            children: t.map(({ id: d, label: h }) =>
              r(
                'button',
                {
                  type: 'button',
                  role: 'tab',
                  id: `${i}-${d}`,
                  'aria-controls': `${i}-panel`,
                  'aria-selected': d === u.id,
                  tabIndex: d === u.id ? 0 : -1,
                  onClick: () => o(d),
                  children: h,
                },
                d,
              ),
            ),
          }),
          r('div', {
            class: 'tab-panel',
            role: 'tabpanel',
            id: `${i}-panel`,
            'aria-labelledby': `${i}-${u.id}`,
            tabIndex: -1,
            children: u.content(),
          }),
        ],
      });
}
var hh = {
  event_name: 'Placed Order',
  event_id: 'order-1001',
  properties: {
    id: 'order-1001',
    total_price: 59.9,
    currency: 'EUR',
    items: [
      { product_id: '11', name: 'Queso Cabrales', price: 21, quantity: 2, currency: 'EUR' },
      { product_id: '1', name: 'Chai', price: 17.9, quantity: 1, currency: 'EUR' },
    ],
    $email: 'ada@example.com',
  },
  profile_properties: { $email: 'ada@example.com' },
  aliases: ['urn:email:ada@example.com'],
};
function Rc() {
  let [e, t] = X('library'),
    n = `${location.origin}/api/webhooks`,
    { data: o } = ge({ path: 'about' }),
    i = o?.token ?? null,
    l = gi(n, JSON.stringify(hh, null, 2), i);
  return r(vt, {
    title: 'Waiting for your first event',
    children: [
      r('p', {
        children:
          'Start your application with this sandbox, or send an event with curl. Each event appears here at once, with its violations and warnings.',
      }),
      r(qo, {
        label: 'Ways to send a first event',
        chosen: e,
        onChoose: t,
        tabs: [
          { id: 'library', label: 'Your shop', content: () => r(yi, {}) },
          {
            id: 'curl',
            label: 'curl',
            content: () =>
              r(H, { children: [r(An, { label: 'curl command', text: l }), r(fs, {})] }),
          },
        ],
      }),
    ],
  });
}
function Qn() {
  let e = Pe(null);
  return { ref: e, open: () => e.current?.showModal(), close: () => e.current?.close() };
}
function vi({ dialog: e, title: t, children: n }) {
  let o = Vr();
  return r('dialog', {
    ref: e.ref,
    class: 'dialog',
    'aria-labelledby': o,
    children: [
      r('h2', { id: o, tabIndex: -1, autofocus: !0, children: t }),
      n,
      r('div', {
        class: 'actions',
        children: r('button', { type: 'button', onClick: e.close, children: 'Close' }),
      }),
    ],
  });
}
function Oc({ label: e, question: t, isDisabled: n, onDelete: o }) {
  let i = Qn(),
    l = () => {
      (i.close(), o());
    };
  return r(H, {
    children: [
      r(mt, { icon: 'trash', label: e, disabled: n, onClick: i.open }),
      r('dialog', {
        ref: i.ref,
        class: 'dialog',
        'aria-label': e,
        children: [
          r('p', { children: t }),
          r('div', {
            class: 'actions',
            children: [
              r('button', { type: 'button', onClick: i.close, children: 'Cancel' }),
              r('button', { type: 'button', class: 'danger', onClick: l, children: 'Delete' }),
            ],
          }),
        ],
      }),
    ],
  });
}
var gh = 200;
function _r({ label: e, placeholder: t, value: n = '', onChange: o, isMain: i }) {
  let [l, s] = X(n),
    u = Pe(n);
  return (
    ie(() => {
      (n !== u.current && s(n), (u.current = n));
    }, [n]),
    ie(() => {
      if (l === u.current) return;
      let f = setTimeout(() => {
        ((u.current = l), o(l));
      }, gh);
      return () => clearTimeout(f);
    }, [l]),
    r('label', {
      class: 'search-field',
      children: [
        r('span', { class: 'off-screen', children: e }),
        r(pt, { name: 'search' }),
        r('input', {
          type: 'search',
          placeholder: t,
          value: l,
          'data-main-search': i,
          autocomplete: 'off',
          spellcheck: !1,
          'aria-keyshortcuts': i ? '/' : void 0,
          onInput: ({ currentTarget: f }) => s(f.value),
          onKeyDown: (f) => {
            f.key !== 'Escape' || l === '' || (f.stopPropagation(), s(''));
          },
        }),
        i && r('kbd', { 'aria-hidden': 'true', children: '/' }),
      ],
    })
  );
}
var br = ['event', 'alias', 'outcome', 'text'],
  Ho = 500,
  yh = 5e3,
  _i = class {
    constructor(t, n) {
      this.filter = t;
      this.load = n;
      this.key = JSON.stringify(t);
    }
    filter;
    load;
    version = Ne(0);
    error = Ne(void 0);
    shift = 0;
    isLoaded = !1;
    total = 0;
    key;
    head = [];
    newest = 0;
    lengthBelow = 0;
    pages = new Map();
    isCatchingUp = !1;
    isBehind = !1;
    isClosed = !1;
    get length() {
      return this.head.length + this.lengthBelow;
    }
    at(t) {
      let n = t - this.head.length;
      if (n < 0) return this.head[t];
      if (n >= this.lengthBelow) return;
      let o = Math.floor(n / Ho);
      return (this.pages.has(o) || this.loadPage(o), this.pages.get(o)?.[n % Ho]);
    }
    async start() {
      await this.attempt(async () => {
        let { matched: t, requests: n, total: o } = await this.load({ ...this.filter, limit: Ho });
        (this.isLoaded && (this.shift += Math.max(0, t - this.length)),
          (this.head = []),
          (this.newest = n[0]?.number ?? 0),
          (this.lengthBelow = t),
          (this.pages = new Map([[0, n]])),
          (this.total = o),
          (this.isLoaded = !0));
      });
    }
    async catchUp() {
      if (((this.isBehind = this.isCatchingUp), this.isCatchingUp || !this.isLoaded)) return;
      this.isCatchingUp = !0;
      let { pages: t } = this;
      (await this.attempt(async () => {
        let { requests: n, next: o, total: i } = await this.loadNew();
        if (t === this.pages) {
          if (o !== null || this.head.length > yh) return this.start();
          ((this.head = [...n, ...this.head]), (this.shift += n.length), (this.total = i));
        }
      }),
        (this.isCatchingUp = !1),
        this.isBehind && (await this.catchUp()));
    }
    async indexOf(t) {
      let { matched: n, requests: o } = await this.load({
        ...this.filter,
        before: t + 1,
        limit: 1,
      });
      return o[0]?.number === t ? Math.max(0, this.length - n) : void 0;
    }
    async countNew() {
      let { requests: t, next: n } = await this.loadNew();
      return { count: t.length, isMore: n !== null };
    }
    close() {
      this.isClosed = !0;
    }
    loadNew() {
      let t = this.head[0]?.number ?? this.newest;
      return this.load({ ...this.filter, after: t, limit: Ho });
    }
    async loadPage(t) {
      let { pages: n } = this;
      (n.set(t, []),
        await this.attempt(async () => {
          let [o, i] = [this.newest + 1, t * Ho],
            l = await this.load({ ...this.filter, before: o, skip: i, limit: Ho });
          n === this.pages &&
            (n.set(t, l.requests), l.next === null && (this.lengthBelow = i + l.requests.length));
        }));
    }
    async attempt(t) {
      let n;
      try {
        await t();
      } catch (o) {
        n = o.message;
      }
      this.isClosed || ((this.error.value = n), this.version.value++);
    }
  };
var vh = 60;
function Ic({ filter: e, live: t }) {
  let [n, o] = X(!1),
    { data: i } = ge({ path: 'facets', query: { ...e } }),
    l = new Map(i?.events.map(({ name: g, count: v }) => [g, v])),
    s = new Set([...l.keys(), ...(e.event ? [e.event] : [])]),
    u = br.some((g) => e[g] !== void 0),
    { length: f, total: d, isLoaded: h } = t.list;
  return r('div', {
    class: `filter-bar ${n ? 'open' : ''}`,
    role: 'search',
    'aria-label': 'Filter the log',
    children: [
      r(_r, {
        label: 'Text in the request',
        placeholder: 'Find text',
        value: e.text,
        isMain: !0,
        onChange: (g) => ft({ text: g }),
      }),
      r(mt, {
        icon: 'filter',
        label: 'More filters',
        class: 'filter-toggle',
        'aria-expanded': n,
        onClick: () => o(!n),
      }),
      r('div', {
        class: 'filter-fields',
        children: [
          r(_r, {
            label: 'Alias',
            placeholder: 'Alias',
            value: e.alias,
            onChange: (g) => ft({ alias: g }),
          }),
          r(Fc, {
            label: 'Event',
            all: 'All events',
            value: e.event,
            options: [...s].map((g) => [g, $c(ce(Ve(g), vh), l.get(g) ?? 0)]),
            onChange: (g) => ft({ event: g }),
          }),
          r(Fc, {
            label: 'Outcome',
            all: 'All outcomes',
            value: e.outcome,
            options: Eo.map((g) => [g, $c(zt[g], i?.outcomes[g])]),
            onChange: (g) => ft({ outcome: g }),
          }),
        ],
      }),
      r('div', {
        class: 'filter-end',
        children: [
          r('p', {
            class: 'filter-count muted',
            role: 'status',
            children: [
              r('span', { children: h && (u ? `${ee(f)} of ${ee(d)}` : le(f, 'request')) }),
              u &&
                r('button', {
                  type: 'button',
                  class: 'link',
                  onClick: ds,
                  children: 'Clear filter',
                }),
            ],
          }),
          r(bh, { live: t }),
          r(mt, {
            icon: 'download',
            label: 'Export as JSON lines',
            disabled: f === 0,
            onClick: () => _h(`/api/export${ur({ ...e })}`),
          }),
          r(Oc, {
            label: 'Delete all requests',
            question: 'Delete all requests, events and profiles?',
            isDisabled: d === 0,
            onDelete: () => {
              wh();
            },
          }),
        ],
      }),
    ],
  });
}
function $c(e, t) {
  return t === void 0 ? e : `${e} (${ee(t)})`;
}
function _h(e) {
  let t = document.createElement('a');
  ((t.href = e), (t.download = ''), t.click());
}
function ds() {
  ft(Object.fromEntries(br.map((e) => [e, void 0])));
}
function Fc({ label: e, all: t, value: n = '', options: o, onChange: i }) {
  return r('select', {
    'aria-label': e,
    value: n,
    onChange: ({ currentTarget: l }) => i(l.value),
    children: [
      r('option', { value: '', children: t }),
      o.map(([l, s]) => r('option', { value: l, children: s }, l)),
    ],
  });
}
function bh({ live: { isPaused: e, waiting: t, pause: n, resume: o } }) {
  return r('button', {
    type: 'button',
    class: e ? 'primary' : '',
    onClick: e ? o : n,
    children: [
      r(pt, { name: e ? 'play' : 'pause' }),
      r('span', { children: e ? 'Resume' : 'Pause' }),
      e && r('span', { class: 'tally', children: [t, ' new'] }),
    ],
  });
}
async function wh() {
  try {
    (await Dt('requests', { method: 'DELETE' }), It('All requests deleted'));
  } catch (e) {
    It(e.message);
  }
}
function Hc(e) {
  let t;
  try {
    t = JSON.parse(e);
  } catch {
    return;
  }
  if (!qc(t)) return;
  let n = `test-${Sh()}`,
    { event_id: o, properties: i } = t,
    s = qc(i) && o !== void 0 && i.id === o ? { ...t, properties: { ...i, id: n } } : t;
  return JSON.stringify({ ...s, event_id: n }, null, 2);
}
function Sh() {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0).toString(16).padStart(8, '0');
}
function qc(e) {
  return typeof e == 'object' && e !== null && !Array.isArray(e);
}
var wr = Ne(void 0);
function Vc() {
  return r('button', {
    type: 'button',
    class: 'send-test',
    'aria-haspopup': 'dialog',
    title: 'Send a test event',
    onClick: () => (wr.value = ''),
    children: [r(pt, { name: 'send' }), r('span', { children: 'Send test event' })],
  });
}
function Bc(e) {
  wr.value = e;
}
async function ps(e) {
  let t = await Dt('send', { method: 'POST', body: e });
  (It(`Sent: ${zt[t.outcome]}`), (location.hash = ye('logs', t.number)));
}
function Uc() {
  let e = Qn(),
    t = wr.value !== void 0;
  return (
    ie(() => {
      t && e.open();
    }, [t]),
    r('dialog', {
      ref: e.ref,
      class: 'dialog send',
      'aria-labelledby': 'send-title',
      onClose: () => (wr.value = void 0),
      children: t && r(xh, { given: wr.value ?? '', onClose: e.close }),
    })
  );
}
function xh({ given: e, onClose: t }) {
  let n = e === '',
    [o, i] = X([]),
    [l, s] = X('Placed Order'),
    [u, f] = X(n ? void 0 : e),
    [d, h] = X();
  ie(() => {
    n && ko({ path: 'examples' }).then(i, (x) => h(x.message));
  }, []);
  let g = o.find(({ eventName: x }) => x === l),
    v = u ?? (g === void 0 ? '' : JSON.stringify(g.event, null, 2)),
    y = () =>
      ps(v).then(t, (x) => {
        h(x.message);
      }),
    w = () => {
      let x = Hc(v);
      if (x === void 0) return h('The body is not a JSON object.');
      (h(void 0), f(x));
    };
  return r('form', {
    class: 'send-form',
    onSubmit: (x) => {
      (x.preventDefault(), y());
    },
    children: [
      r('h2', {
        id: 'send-title',
        tabIndex: -1,
        autofocus: !0,
        children: n ? 'Send a test event' : 'Edit and send again',
      }),
      n
        ? r('label', {
            class: 'field',
            children: [
              'Event',
              r('select', {
                value: l,
                onChange: ({ currentTarget: x }) => {
                  (s(x.value), f(void 0));
                },
                children: o.map(({ eventName: x }) => r('option', { children: x }, x)),
              }),
            ],
          })
        : r('p', {
            class: 'muted',
            children: [
              'With the same ',
              r('code', { children: 'event_id' }),
              ', it is a duplicate of an accepted event, and its changes are lost.',
            ],
          }),
      r('label', {
        class: 'field',
        children: [
          'JSON body',
          r('textarea', {
            value: v,
            rows: 16,
            spellcheck: !1,
            autocomplete: 'off',
            onInput: ({ currentTarget: x }) => f(x.value),
          }),
        ],
      }),
      r(Fe, { message: d }),
      r('div', {
        class: 'actions',
        children: [
          r('button', { type: 'button', class: 'first', onClick: w, children: 'New event id' }),
          r('button', { type: 'button', onClick: t, children: 'Cancel' }),
          r('button', { class: 'primary', disabled: v === '', children: 'Send' }),
        ],
      }),
    ],
  });
}
function Wc({ body: e }) {
  return r('div', {
    class: 'copy-as',
    role: 'group',
    'aria-label': 'Send again',
    children: [
      r('span', { class: 'muted', 'aria-hidden': 'true', children: 'Send again' }),
      r('button', {
        type: 'button',
        'aria-label': 'Send again as it is',
        onClick: () => {
          ps(e).catch((t) => It(t.message));
        },
        children: 'as it is',
      }),
      r('button', {
        type: 'button',
        'aria-label': 'Send again, edited',
        'aria-haspopup': 'dialog',
        onClick: () => Bc(kh(e)),
        children: 'edited',
      }),
    ],
  });
}
function kh(e) {
  try {
    return JSON.stringify(JSON.parse(e), null, 2);
  } catch {
    return e;
  }
}
function zc({ detail: { answer: e } }) {
  if (e === null)
    return r('p', {
      class: 'muted detail-section',
      children: 'No answer was sent: the connection stayed open, or it was reset.',
    });
  let { status: t, headers: n, body: o, note: i } = e;
  return r('section', {
    class: 'detail-section answer',
    children: [
      r('dl', {
        class: 'facts',
        children: [
          r('dt', { children: 'Status' }),
          r('dd', { children: r('code', { children: t }) }),
          Object.entries(n).map(([l, s]) =>
            r(H, {
              children: [
                r('dt', { children: r('code', { children: l.toLowerCase() }) }),
                r('dd', { children: r('code', { children: s }) }),
              ],
            }),
          ),
        ],
      }),
      i !== null && r('p', { class: 'muted', children: i }),
      o !== '' && r(An, { label: 'Answer', text: o }),
    ],
  });
}
function bi({ violations: e, warnings: t }) {
  return [
    ...e.map((n) => ({ ...n, kind: 'violation' })),
    ...t.map((n) => ({ ...n, kind: 'warning' })),
  ];
}
function Vo(e) {
  return typeof e == 'object' && e !== null;
}
function Bo(e, t, n) {
  if (Array.isArray(e)) return `${t}[${n}]`;
  if (/^[A-Za-z_$][\w$]{0,63}$/.test(n)) return t === '' ? n : `${t}.${n}`;
  let o = /^[A-Za-z_$][\w$-]{0,63}$/.test(n);
  return t === ''
    ? o
      ? n
      : `event[a key of length ${n.length}]`
    : o
      ? `${t}["${n}"]`
      : `${t}[a key of length ${n.length}]`;
}
function jc(e, t) {
  let n = e,
    o = t;
  for (; o !== '';) {
    let [i, l, s, u] = /^(?:\[(\d+)\]|\["([\w$-]+)"\]|\.?([\w$-]+))/.exec(o) ?? [],
      f = l ?? s ?? u;
    if (i === void 0 || f === void 0 || !Vo(n) || !Object.hasOwn(n, f)) return;
    ((n = n[f]), (o = o.slice(i.length)));
  }
  return n;
}
function Xn(e, t) {
  return t === ''
    ? e
    : e.filter((n) => n.path === t || n.path.startsWith(`${t}.`) || n.path.startsWith(`${t}[`));
}
function Gc(e, t, n) {
  let o = Object.keys(e).map((i) => Bo(e, t, i));
  return Xn(n, t).filter((i) => i.path !== t && !o.some((l) => Xn([i], l).length > 0));
}
var wi = 'andMore',
  Eh = 120,
  Th = /^(an? (string of length \d+|empty string|negative number|number|boolean)|null)$/;
function Si({ violations: e, warnings: t, event: n }) {
  return r(H, {
    children: [
      r(Kc, { findings: e, kind: 'violation', event: n }),
      r(Kc, { findings: t, kind: 'warning', event: n }),
    ],
  });
}
function Kc({ findings: e, kind: t, event: n }) {
  if (e.length === 0) return null;
  let o = e.filter(({ rule: i }) => i !== wi);
  return r('section', {
    class: 'detail-section',
    children: [
      r('h3', { children: le(o.length, t) }),
      r('ul', {
        class: `findings ${t}`,
        role: 'list',
        children: e.map((i) =>
          r('li', { children: r(ms, { finding: i, value: jc(n, i.path) }) }, `${i.path} ${i.rule}`),
        ),
      }),
    ],
  });
}
function ms({ finding: { path: e, rule: t, advice: n, received: o }, value: i }) {
  if (t === wi) return r('p', { class: 'muted', children: ['And ', o, '.'] });
  let l = i !== void 0 && !Vo(i),
    s = l && Th.test(o);
  return r(H, {
    children: [
      r('code', { class: 'path', children: e }),
      r('p', {
        children: [
          Yr(n),
          ' ',
          r('span', {
            class: 'muted',
            children: [
              'Received ',
              !s && o,
              l &&
                r(H, {
                  children: [s ? '' : ': ', r('code', { children: ce(rt(JSON.stringify(i)), Eh) })],
                }),
              '.',
            ],
          }),
        ],
      }),
    ],
  });
}
function Uo({ text: e, length: t = 400 }) {
  let [n, o] = X(!1);
  return n || e.length <= t
    ? r(H, { children: e })
    : r(H, {
        children: [
          ce(e, t),
          ' ',
          r('button', {
            type: 'button',
            class: 'link',
            onClick: () => o(!0),
            children: ['Show all ', ee(e.length), ' characters'],
          }),
        ],
      });
}
var Mh = 20,
  Ch = 80,
  hs = 200,
  Ah = 6;
function pn({ value: e, path: t, marks: n, depth: o = 0 }) {
  let i = n.filter((s) => s.path === t);
  if (!Vo(e)) return r(Yc, { value: e, marks: i });
  let l = Gc(e, t, n);
  return Object.keys(e).length + l.length === 0
    ? r('div', {
        children: [
          r('span', { class: 'muted', children: Array.isArray(e) ? 'empty list' : 'no fields' }),
          r(gs, { marks: i }),
        ],
      })
    : r(H, {
        children: [
          r(gs, { marks: i }),
          r(Ph, { value: e, path: t, marks: n, missing: l, depth: o }),
        ],
      });
}
function Ph({ value: e, path: t, marks: n, missing: o, depth: i }) {
  let [l, s] = X(Mh),
    u = Object.entries(e),
    f = u.length <= l + 1 ? u : u.slice(0, l),
    d = u.slice(f.length),
    h = (n.length === 0 ? [] : d)
      .map(([g]) => Xn(n, Bo(e, t, g)).length)
      .reduce((g, v) => g + v, 0);
  return r('ul', {
    class: 'json',
    role: 'list',
    children: [
      f.map(([g, v]) => r(Lh, { name: g, value: v, path: Bo(e, t, g), marks: n, depth: i + 1 }, g)),
      d.length > 0 &&
        r('li', {
          class: 'json-fold',
          children: [
            r('button', {
              type: 'button',
              class: 'link',
              onClick: () => s(l + hs),
              children: [
                'Show ',
                ee(Math.min(hs, d.length)),
                ' more',
                d.length > hs && ` of ${ee(d.length)}`,
              ],
            }),
            h > 0 && r(Jc, { count: h }),
          ],
        }),
      o.map((g) =>
        r(
          'li',
          {
            children: [
              r('span', { class: 'json-key', children: g.path.slice(t.length).replace(/^\./, '') }),
              r(Yc, { value: void 0, marks: [g] }),
            ],
          },
          `${g.path} ${g.rule}`,
        ),
      ),
    ],
  });
}
function Lh({ name: e, value: t, path: n, marks: o, depth: i }) {
  let l = r('span', { class: 'json-key', children: ce(rt(e), Ch) });
  if (!Vo(t) || Object.keys(t).length === 0)
    return r('li', { children: [l, r(pn, { value: t, path: n, marks: o, depth: i })] });
  let s = Xn(o, n).length;
  return r('li', {
    class: 'json-branch',
    children: r('details', {
      open: i < Ah || s > 0,
      children: [
        r('summary', {
          children: [
            l,
            r('span', { class: 'muted', children: Nh(t) }),
            s > 0 && r(Jc, { count: s }),
          ],
        }),
        r(pn, { value: t, path: n, marks: o, depth: i }),
      ],
    }),
  });
}
function Jc({ count: e }) {
  return r('span', {
    class: 'count',
    title: le(e, 'finding'),
    children: [
      e,
      r('span', { class: 'off-screen', children: [' ', e === 1 ? 'finding' : 'findings'] }),
    ],
  });
}
function Nh(e) {
  return le(Object.keys(e).length, Array.isArray(e) ? 'item' : 'field');
}
function Yc({ value: e, marks: t }) {
  let n = e == null ? 'nothing' : typeof e;
  return r('div', {
    class: 'json-leaf',
    children: [
      r('span', {
        class: `json-${n}`,
        children: e === void 0 ? 'missing' : r(Uo, { text: rt(JSON.stringify(e)) }),
      }),
      r(gs, { marks: t }),
    ],
  });
}
function gs({ marks: e }) {
  return e.map(({ kind: t, rule: n, advice: o }) =>
    r('p', { class: `json-note ${t}`, children: Yr(o) }, n),
  );
}
var Dh = ['event_name', 'event_id', 'timestamp', 'aliases'],
  Qc = ['properties', 'profile_properties'],
  Rh = 200;
function Xc({ detail: e }) {
  let { event: t, eventName: n, inSpec: o, violations: i, warnings: l } = e;
  return r(H, {
    children: [
      n !== null &&
        !o &&
        r('p', {
          class: 'detail-section muted',
          children:
            'A custom event: Converge\u2019s spec has no event of this name, so only its aliases, items and contact fields were checked.',
        }),
      r(Si, { violations: i, warnings: l, event: t }),
      r($h, { detail: e }),
      t === null
        ? r(Zn, {
            title: 'Event',
            children: r('p', {
              class: 'muted',
              children: 'The body holds no event that can be shown: see the tab Request.',
            }),
          })
        : r(Oh, { detail: e }),
    ],
  });
}
function Oh({ detail: e }) {
  let { event: t, aliases: n } = e,
    o = bi(e),
    i = new Map(Array.isArray(t) ? [] : Object.entries(Object(t))),
    l = [...i].filter(([u]) => ![...Dh, ...Qc].includes(u)),
    s = l.flatMap(([u]) => Xn(o, Bo({}, '', u)));
  return r(H, {
    children: [
      Qc.map((u) =>
        r(
          Zn,
          {
            title: r('code', { children: u }),
            children: i.has(u)
              ? r(pn, { value: i.get(u), path: u, marks: o })
              : r('p', { class: 'muted', children: 'missing' }),
          },
          u,
        ),
      ),
      r(Zn, { title: r('code', { children: 'aliases' }), children: r(Ih, { aliases: n }) }),
      l.length > 0 &&
        r(Zn, {
          title: 'Undocumented keys',
          children: r(pn, { value: Object.fromEntries(l), path: '', marks: s }),
        }),
    ],
  });
}
function $h({ detail: { eventId: e, eventTime: t, receivedAt: n, attempt: o } }) {
  return r('dl', {
    class: 'facts',
    children: [
      r('dt', { children: 'Event id' }),
      r('dd', {
        children:
          e === null
            ? r('span', { class: 'muted', children: 'missing' })
            : r('code', { children: r(Uo, { text: Ve(e) }) }),
      }),
      r('dt', { children: 'Event time' }),
      r('dd', {
        children:
          t === null
            ? r('span', { class: 'muted', children: 'not given: the time of arrival counts' })
            : r(Be, { at: t, isFull: !0 }),
      }),
      r('dt', { children: 'Ingested' }),
      r('dd', {
        children: [
          r(Be, { at: n, isFull: !0 }),
          t !== null &&
            r(H, { children: [' ', r('span', { class: 'muted lag', children: Fh(t, n) })] }),
        ],
      }),
      r('dt', { children: 'Attempt' }),
      r('dd', { children: o }),
    ],
  });
}
function Fh(e, t) {
  let n = Date.parse(t) - Date.parse(e);
  return n < 0 ? `${Rt(-n)} before the event` : `${Rt(n)} after the event`;
}
function Ih({ aliases: e }) {
  return e.length === 0
    ? r('p', { class: 'muted', children: 'none' })
    : r('ul', {
        class: 'aliases',
        role: 'list',
        children: e.map((t, n) =>
          r(
            'li',
            {
              children: r('a', {
                href: ye('profiles', void 0, { text: t }),
                children: r('code', { children: ce(Ve(t), Rh) }),
              }),
            },
            `${n} ${t}`,
          ),
        ),
      });
}
function Zc({ detail: { headers: e, body: t, simulated: n } }) {
  return r(H, {
    children: [
      r(Zn, {
        title: 'Headers',
        children: [
          r('dl', {
            class: 'facts headers',
            children: Object.entries(e).map(([o, i]) =>
              r(H, {
                children: [
                  r('dt', { children: r('code', { children: o }) }),
                  r('dd', { children: r('code', { children: i }) }),
                ],
              }),
            ),
          }),
          r('p', {
            class: 'muted',
            children: 'Headers that may hold a credential are not stored, nor is the token.',
          }),
        ],
      }),
      r(Zn, {
        title: 'Body',
        children:
          t === ''
            ? r('p', { class: 'muted', children: 'Empty, or larger than the sandbox accepts.' })
            : r(An, { label: 'Body', text: t }),
      }),
      n.length > 0 &&
        r(Zn, {
          title: 'Simulated here',
          children: r('ul', {
            class: 'notes',
            children: n.map((o) => r('li', { children: o }, o)),
          }),
        }),
    ],
  });
}
function Zn({ title: e, children: t }) {
  return r('section', { class: 'detail-section', children: [r('h3', { children: e }), t] });
}
function ef({ detail: e }) {
  let t = [e, ...e.otherAttempts].sort((i, l) => i.number - l.number),
    n = t.map(({ receivedAt: i }, l) => {
      let s = t[l - 1];
      return s === void 0 ? 0 : Date.parse(i) - Date.parse(s.receivedAt);
    }),
    o = Math.max(...n, 1);
  return r('section', {
    class: 'detail-section',
    children: [
      r('h3', { children: 'Timeline' }),
      r('ol', {
        class: 'attempts',
        role: 'list',
        children: t.map(({ number: i, receivedAt: l, outcome: s, status: u }, f) => {
          let d = n[f] ?? 0;
          return r(
            'li',
            {
              children: [
                f > 0 &&
                  r('p', {
                    class: 'gap',
                    children: [
                      r('span', {
                        class: 'share',
                        'aria-hidden': 'true',
                        children: r('span', { style: { width: `${(d / o) * 100}%` } }),
                      }),
                      Rt(d),
                      ' later',
                    ],
                  }),
                r('p', {
                  class: 'attempt',
                  children: [
                    i === e.number
                      ? r('b', { 'aria-current': 'true', children: ['#', i] })
                      : r('a', { href: ye('logs', i, { show: 'attempts' }), children: ['#', i] }),
                    r(Ot, { outcome: s, status: u }),
                    r(Be, { at: l }),
                  ],
                }),
              ],
            },
            i,
          );
        }),
      }),
    ],
  });
}
function tf({ detail: e }) {
  let { number: t, eventId: n, otherAttempts: o } = e;
  return o.length === 0
    ? r('p', {
        class: 'muted detail-section',
        children:
          n === null
            ? 'Without an event id, other attempts cannot be found.'
            : 'No other request has this event id.',
      })
    : r(H, {
        children: [
          r(ef, { detail: e }),
          r('p', {
            class: 'muted detail-section',
            children: 'Converge keeps the first event with an id; later differences are lost.',
          }),
          o.map((i) => r(qh, { attempt: i, number: t }, i.number)),
        ],
      });
}
function qh({ attempt: e, number: t }) {
  let { differences: n, isSameText: o, outcome: i, receivedAt: l } = e;
  return r('section', {
    class: 'detail-section copy',
    children: [
      r('h3', {
        children: [
          r('a', { href: ye('logs', e.number), children: ['#', e.number] }),
          r(Ot, { outcome: i }),
          r(Be, { at: l }),
        ],
      }),
      n.length === 0
        ? r('p', {
            class: 'muted',
            children: o
              ? 'The same body, byte for byte.'
              : 'The same content, written differently.',
          })
        : r('table', {
            class: 'table differences',
            children: [
              r(En, { columns: ['Field', `#${t}`, `#${e.number}`] }),
              r('tbody', { children: n.map((s) => r(Hh, { difference: s }, s.path)) }),
            ],
          }),
    ],
  });
}
function Hh({ difference: { path: e, here: t, there: n } }) {
  return r('tr', {
    children: [
      r('th', { scope: 'row', children: r('code', { children: e }) }),
      [t, n].map((o, i) =>
        r(
          'td',
          {
            children:
              o === void 0
                ? r('span', { class: 'muted', children: 'missing' })
                : r('code', { children: r(Uo, { length: 150, text: rt(JSON.stringify(o)) }) }),
          },
          i,
        ),
      ),
    ],
  });
}
var Vh = 120;
function nf({ number: e, onClose: t }) {
  let { data: n, error: o } = ge({ path: 'requests/*', id: e }),
    i = Pe(null),
    l = Pe(void 0);
  l.current = n ?? l.current;
  let s = n ?? (o === void 0 ? l.current : void 0);
  return (
    ie(() => {
      Fo.value && i.current?.focus();
    }, []),
    ie(() => i.current?.scrollTo(0, 0), [e]),
    r('aside', {
      ref: i,
      class: 'detail',
      'aria-label': `Request ${e}`,
      tabIndex: -1,
      children:
        s === void 0
          ? r('div', {
              class: 'detail-missing',
              children: [
                r('button', { type: 'button', onClick: t, children: 'Close' }),
                r(Fe, { message: o }),
              ],
            })
          : r(H, {
              children: [
                r(Bh, { detail: s, onClose: t }),
                r(qo, {
                  label: 'Parts of the request',
                  chosen: De.value.query.get('show') ?? 'event',
                  onChoose: (u) => ft({ show: u === 'event' ? void 0 : u }),
                  tabs: [
                    { id: 'event', label: 'Event', content: () => r(Xc, { detail: s }, s.number) },
                    { id: 'request', label: 'Request', content: () => r(Zc, { detail: s }) },
                    { id: 'answer', label: 'Answer', content: () => r(zc, { detail: s }) },
                    {
                      id: 'attempts',
                      label: `Other attempts (${s.otherAttempts.length})`,
                      content: () => r(tf, { detail: s }),
                    },
                  ],
                }),
              ],
            }),
    })
  );
}
function Bh({ detail: e, onClose: t }) {
  let {
      number: n,
      eventName: o,
      outcome: i,
      status: l,
      reason: s,
      body: u,
      event: f,
      copyOf: d,
    } = e,
    { data: h } = ge({ path: 'about' }),
    g = [['curl', 'curl command', gi(`${location.origin}/api/webhooks`, u, h?.token)]];
  return (
    f !== null &&
      g.push(
        ['TypeScript', 'TypeScript fixture', Dc(f)],
        [
          'JSON',
          'JSON fixture',
          `${JSON.stringify(f, null, 2)}
`,
        ],
      ),
    r('header', {
      class: 'detail-head',
      children: [
        r('div', {
          class: 'detail-title',
          children: [
            r(mt, { icon: 'close', label: 'Close', class: 'quiet', onClick: t }),
            r('h2', { dir: 'auto', children: o === null ? 'No event name' : ce(Ve(o), Vh) }),
            r('span', { class: 'muted number', children: ['#', n] }),
          ],
        }),
        r('p', {
          class: 'detail-outcome',
          children: [
            r(Ot, { outcome: i, status: l }),
            s !== null && r('span', { children: s }),
            d !== null &&
              r('span', {
                children: ['repeats ', r('a', { href: ye('logs', d), children: ['#', d] })],
              }),
          ],
        }),
        r('div', {
          class: 'detail-actions',
          children: [
            r('div', {
              class: 'copy-as',
              role: 'group',
              'aria-label': 'Copy as',
              children: [
                r('span', { class: 'muted', 'aria-hidden': 'true', children: 'Copy as' }),
                g.map(([v, y, w]) =>
                  r(
                    'button',
                    {
                      type: 'button',
                      'aria-label': `Copy as ${y}`,
                      onClick: () => {
                        us(w, y);
                      },
                      children: v,
                    },
                    v,
                  ),
                ),
              ],
            }),
            u !== '' && r(Wc, { body: u }),
          ],
        }),
      ],
    })
  );
}
var of = 8;
function rf(e) {
  let { count: t, rowHeight: n, headerHeight: o, shift: i, onOpen: l } = e,
    { ref: s, height: u } = Cn(),
    [f, d] = X(0),
    [h, g] = X(),
    v = Pe(i),
    [y, w] = X(i),
    x = f === 0 ? 0 : i - y;
  Un(() => {
    let N = i - v.current;
    v.current = i;
    let O = s.current;
    if (!(N === 0 || O === null)) {
      if ((g((K) => (K === void 0 ? void 0 : K + N)), O.scrollTop === 0)) return w(i);
      ((O.scrollTop += N * n), d(O.scrollTop));
    }
  }, [i]);
  let T = (N) => {
    let O = s.current;
    O !== null && ((O.scrollTop = N), d(O.scrollTop), O.scrollTop === 0 && w(i));
  };
  Un(() => {
    let { index: N } = e.reveal ?? {};
    if (N === void 0 || u === 0) return;
    g(N);
    let O = N * n,
      K = u - o,
      V = s.current?.scrollTop ?? 0;
    (O >= V && O + n <= V + K) || T(Math.max(0, O - Math.round((K - n) / 2)));
  }, [e.reveal, u === 0]);
  let C = (N) => {
      g(N);
      let O = u - o - n,
        K = N * n;
      (T(Math.min(K, Math.max(s.current?.scrollTop ?? 0, K - O))), e.opensWhileMoving && l(N));
    },
    S = (N) => {
      if (N.key === 'Enter' && h !== void 0) return l(h);
      let O = Math.max(1, Math.floor((u - o) / n) - 1),
        K = os(N.key, h ?? -1, t, O);
      K !== void 0 && (N.preventDefault(), C(K));
    },
    L = Math.max(0, Math.floor(f / n) - of),
    E = Math.min(t, Math.ceil((f + u) / n) + of),
    G = h !== void 0 && h >= L && h < E,
    R = [];
  for (let N = L; N < E; N++) {
    let { key: O, className: K, isSelected: V, content: A } = e.row(N);
    R.push(
      r(
        'div',
        {
          id: `row-${N}`,
          role: 'row',
          'aria-rowindex': N + 2,
          'aria-selected': V,
          class: `grid-row ${K} ${N === h ? 'active' : ''}`,
          style: { transform: `translateY(${N * n}px)`, height: `${n}px` },
          onClick: (W) => {
            W.ctrlKey || W.metaKey || W.shiftKey || (W.preventDefault(), g(N), l(N));
          },
          children: A,
        },
        O,
      ),
    );
  }
  return r(H, {
    children: [
      r('div', {
        ref: s,
        class: `grid ${e.className}`,
        role: 'grid',
        'aria-label': e.label,
        'aria-rowcount': t + 1,
        'aria-activedescendant': G ? `row-${h}` : void 0,
        tabIndex: 0,
        'data-main-list': !0,
        onKeyDown: S,
        onScroll: ({ currentTarget: { scrollTop: N } }) => {
          (d(N), N === 0 && w(i));
        },
        children: [
          r('div', {
            class: 'grid-head',
            role: 'row',
            'aria-rowindex': 1,
            style: { height: `${o}px` },
            children: e.header,
          }),
          r('div', {
            class: 'grid-body',
            role: 'rowgroup',
            style: { height: `${t * n}px` },
            children: R,
          }),
        ],
      }),
      x > 0 &&
        r('button', {
          type: 'button',
          class: 'unseen primary',
          style: { top: `${o + 8}px` },
          onClick: () => {
            (T(0), s.current?.focus());
          },
          children: [
            ee(x),
            ' new ',
            r(pt, { name: 'up' }),
            r('span', { class: 'off-screen', children: ', go to the top' }),
          ],
        }),
    ],
  });
}
var Uh = 1024,
  Wh = 736,
  zh = { height: 40, headerHeight: 32 },
  jh = { height: 64, headerHeight: 0 },
  Gh = ['Event', 'Order', 'Alias', 'Event time', 'Ingested', 'Attempt', 'Outcome'],
  Kh = 200,
  Jh = 2e3;
function lf({ live: { list: e }, open: t }) {
  let { ref: n, width: o } = Cn(),
    i = o > 0 && o < Uh,
    l = i && o < Wh,
    { height: s, headerHeight: u } = l ? jh : zh,
    f = Yh(e, t);
  return r('div', {
    class: 'log-frame',
    ref: n,
    children:
      e.isLoaded && e.length === 0
        ? r(Xr, { text: 'No request matches the filter.', button: 'Clear filter', onClick: ds })
        : r(
            rf,
            {
              label: 'Requests, newest first',
              className: `log-grid ${i ? 'narrow' : ''} ${l ? 'stacked' : ''}`,
              header: Gh.map((d) => r('span', { role: 'columnheader', children: d }, d)),
              headerHeight: u,
              count: e.length,
              rowHeight: s,
              shift: e.shift,
              opensWhileMoving: t !== void 0,
              reveal: f,
              onOpen: (d) => {
                let h = e.at(d);
                h !== void 0 && kn(h.number);
              },
              row: (d) => {
                let h = e.at(d);
                return h === void 0
                  ? { key: `at ${d}`, className: 'loading', isSelected: !1, content: null }
                  : {
                      key: h.number,
                      className: h.outcome,
                      isSelected: h.number === t,
                      content: r(Qh, { request: h, isStacked: l }),
                    };
              },
            },
            e.key,
          ),
  });
}
function Yh(e, t) {
  let [n, o] = X(),
    { isLoaded: i } = e;
  return (
    ie(() => {
      if (t === void 0 || !i) return;
      let l = !1;
      return (
        e.indexOf(t).then(
          (s) => {
            !l && s !== void 0 && o({ index: s });
          },
          () => {},
        ),
        () => {
          l = !0;
        }
      );
    }, [e, i, t]),
    n
  );
}
var xi = (e) => ce(Ve(e), Kh);
function Qh({ request: e, isStacked: t }) {
  let {
      number: n,
      eventName: o,
      inSpec: i,
      aliases: l,
      eventTime: s,
      receivedAt: u,
      attempt: f,
      outcome: d,
      warnings: h,
    } = e,
    { orderId: g, amount: v, currency: y } = e,
    [w, ...x] = l;
  return r(H, {
    children: [
      r('span', {
        role: 'gridcell',
        class: 'cell-event',
        children: [
          r('a', {
            tabIndex: -1,
            dir: 'auto',
            href: ye('logs', n, Object.fromEntries(De.value.query)),
            children: o === null ? r('span', { class: 'muted', children: 'no event name' }) : xi(o),
          }),
          o !== null &&
            !i &&
            r('span', {
              class: 'tag',
              title: 'A custom event: Converge\u2019s spec has no event of this name',
              children: 'custom',
            }),
          h > 0 &&
            r('span', {
              class: 'count',
              title: le(h, 'warning'),
              children: [
                h,
                r('span', {
                  class: 'off-screen',
                  children: [' ', h === 1 ? 'warning' : 'warnings'],
                }),
              ],
            }),
        ],
      }),
      r('span', {
        role: 'gridcell',
        class: 'cell-order',
        children: [
          r('span', { class: 'clip', title: g ?? void 0, children: g !== null && xi(g) }),
          v !== null && r(Xh, { text: Jr(v, y) }),
        ],
      }),
      r('span', {
        role: 'gridcell',
        class: 'cell-alias',
        children: [
          r('span', {
            class: 'clip',
            title: ce(
              l.map(Ve).join(`
`),
              Jh,
            ),
            children: [
              w === void 0 ? 'none' : xi(w),
              x.map((T) => r('span', { class: 'other-alias', children: xi(T) }, T)),
            ],
          }),
          x.length > 0 && r('span', { class: 'more', children: ['+', x.length] }),
        ],
      }),
      r('span', {
        role: 'gridcell',
        class: 'cell-time',
        children:
          s === null ? r('span', { class: 'muted', children: 'not given' }) : r(Be, { at: s }),
      }),
      r('span', { role: 'gridcell', class: 'cell-ingested', children: r(Be, { at: u }) }),
      r('span', {
        role: 'gridcell',
        class: f > 1 ? 'cell-attempt again' : 'cell-attempt',
        title: f > 1 ? `${Sl(f)} request with this event id` : void 0,
        children: t && f > 1 ? `${Sl(f)} request` : f,
      }),
      r('span', { role: 'gridcell', class: 'cell-outcome', children: r(Ot, { outcome: d }) }),
    ],
  });
}
function Xh({ text: e }) {
  return r('span', { class: 'amount', title: e, children: e });
}
function sf({ event: e, alias: t, outcome: n, text: o }) {
  let [i, l] = X(!1),
    [s, u] = X('0'),
    f = Sn(
      () =>
        new _i({ event: e, alias: t, outcome: n, text: o }, (d) =>
          ko({ path: 'requests', query: { ...d } }),
        ),
      [e, t, n, o],
    );
  return (
    ie(() => {
      f.start();
      let d = xn.add(() => {
        (u('0'), f.start());
      });
      return () => {
        (f.close(), d());
      };
    }, [f]),
    Un(() => {
      if (!i)
        return cn.add(() => {
          f.catchUp();
        });
      let d = !1,
        h = !1,
        g = () => {
          ((h = d),
            !d &&
              ((d = !0),
              f
                .countNew()
                .then(({ count: v, isMore: y }) => u(y ? `${v}+` : String(v)))
                .catch(() => {})
                .finally(() => {
                  ((d = !1), h && g());
                })));
        };
      return cn.add(g);
    }, [f, i]),
    f.version.value,
    {
      list: f,
      isPaused: i,
      waiting: s,
      pause: () => l(!0),
      resume: () => {
        (l(!1), u('0'), f.catchUp());
      },
    }
  );
}
function af() {
  let { id: e, query: t } = De.value,
    n = Object.fromEntries(br.map((h) => [h, t.get(h) ?? void 0])),
    o = sf(n),
    { list: i } = o,
    l = Number(e) || void 0,
    s = l !== void 0 && Fo.value,
    u = i.isLoaded && i.total === 0,
    f = Pe(null),
    d = Pe(l);
  return (
    ie(() => {
      (d.current !== void 0 && l === void 0 && f.current?.querySelector('[role=grid]')?.focus(),
        (d.current = l));
    }, [l]),
    r('div', {
      class: 'logs',
      children: [
        r('section', {
          ref: f,
          class: 'logs-list',
          'aria-label': 'Requests',
          inert: s,
          children: [
            r(Ic, { filter: n, live: o }),
            r(Fe, { message: i.error.value }),
            u ? r(Rc, {}) : r(lf, { live: o, open: l }),
          ],
        }),
        l !== void 0 && r(nf, { number: l, onClose: () => kn(void 0) }),
      ],
    })
  );
}
var ys = 7.3,
  uf = 16,
  cf = 8,
  Zh = 4,
  eg = 6,
  tg = 26;
function df(e, t, n) {
  let o = e.map((i) => {
    let l = ce(i.text, Math.min(tg, Math.floor(n / ys))),
      s = ff(l);
    return { ...i, text: l, x: Math.min(Math.max(i.x, s), n - s) };
  });
  return o.map((i) => {
    let { text: l, x: s, y: u } = i,
      f = o
        .filter((y) => y !== i && Math.abs(y.y - u) < uf)
        .map((y) => {
          let w = Math.abs(y.x - s) - cf;
          return Math.max(w / 2, w - ff(y.text));
        }),
      d = t
        .filter((y) => Math.abs(y.y - (u - Zh)) < y.radius + uf / 2)
        .map((y) => Math.abs(y.x - s) - y.radius - cf / 2),
      h = Math.max(0, Math.min(...f, ...d, 1 / 0)),
      g = Math.floor((2 * h) / ys),
      v = g >= Math.min(eg, l.length);
    return { ...i, text: v ? ce(l, g) : '' };
  });
}
function ff(e) {
  return (e.length * ys) / 2;
}
function pf(e, t) {
  let n = ng(e.map(({ alias: v }) => v).sort(), t),
    o = mf([...n.keys()], n);
  if (o.length <= 6) return og(o);
  let i = (v) => n.get(v)?.size ?? 0,
    l = e.find((v) => v.suspicious)?.alias,
    [s = ''] = [...n.keys()].sort((v, y) => i(y) - i(v)),
    u = rg(l ?? s, o, n),
    f = gf(u),
    d = new Map(),
    [h = u] = u.children;
  return (g(u, -Math.PI / 2 - (Math.PI * Sr(h)) / Sr(u), 2 * Math.PI), d);
  function g(v, y, w) {
    d.set(v.name, hf(y + w / 2, v.depth / f));
    let x = y;
    for (let T of v.children) {
      let C = (w * Sr(T)) / Sr(v);
      (g(T, x, C), (x += C));
    }
  }
}
function ng(e, t) {
  let n = new Map(e.map((o) => [o, new Set()]));
  for (let { from: o, to: i } of t)
    o === i || !n.has(o) || !n.has(i) || (n.get(o)?.add(i), n.get(i)?.add(o));
  return n;
}
function mf(e, t) {
  let n = new Set([...e].sort()),
    o = [],
    i = (l) => {
      if (n.delete(l)) {
        o.push(l);
        for (let s of [...(t.get(l) ?? [])].sort()) i(s);
      }
    };
  for (let l of n) i(l);
  return o;
}
function og(e) {
  let t = (2 * Math.PI) / e.length,
    n = -Math.PI / 2 - (e.length % 2 === 0 ? t / 2 : 0);
  return new Map(e.map((o, i) => [o, hf(n + t * i, 1)]));
}
function rg(e, t, n) {
  let o = { name: e, depth: 0, children: [] },
    i = new Set(t.filter((u) => u !== e)),
    l = [o];
  for (let u of l) (s(u, [...(n.get(u.name) ?? [])]), l.push(...u.children));
  return (s(o, [...i]), o);
  function s(u, f) {
    let d = new Map(n);
    d.delete(u.name);
    for (let h of mf(f, d))
      i.delete(h) && u.children.push({ name: h, depth: u.depth + 1, children: [] });
  }
}
function hf(e, t) {
  return { x: Math.cos(e) * t, y: Math.sin(e) * t };
}
function gf({ depth: e, children: t }) {
  return Math.max(e, ...t.map(gf));
}
function Sr({ children: e }) {
  return e.length === 0 ? 1 : e.reduce((t, n) => t + Sr(n), 0);
}
var ig = 60,
  vs = 12,
  lg = 260,
  ki = { top: 14, bottom: 32 };
function yf({ aliases: e, links: t }) {
  let { ref: n, width: o } = Cn();
  if (e.length < 2) return null;
  let i = e.slice(0, ig),
    l = ({ suspicious: w }) => i.length <= vs || w,
    s = i.length > vs ? 24 : Math.min(110, o / 5),
    u = ag(i.length),
    f = pf(i, t),
    d = ({ x: w, y: x }) => ({
      x: o / 2 + w * Math.min(lg, o / 2 - s),
      y: (u + ki.top - ki.bottom + x * (u - ki.top - ki.bottom)) / 2,
    }),
    h = (w) => d(f.get(w) ?? { x: 0, y: 0 }),
    g = (w) => (l(w) ? 7 : 4),
    v = i.map((w) => ({ ...h(w.alias), radius: g(w) })),
    y = i.filter(l).map(({ alias: w, suspicious: x }) => {
      let { x: T, y: C } = h(w);
      return { text: rt(w.replace(/^urn:/, '')), suspicious: x, x: T, y: C + 22 };
    });
  return r('div', {
    class: 'graph',
    ref: n,
    children:
      o > 0 &&
      r('svg', {
        width: o,
        height: u,
        role: 'img',
        'aria-label': ug(e),
        children: [
          t.map(({ from: w, to: x, events: T }) => {
            let [C, S] = [f.get(w), f.get(x)];
            if (C === void 0 || S === void 0) return null;
            let [L, E] = [d(C), d(S)];
            return r(
              'line',
              {
                x1: L.x,
                y1: L.y,
                x2: E.x,
                y2: E.y,
                'stroke-width': Math.min(4, 1 + Math.log2(T) / 2),
              },
              `${w} ${x}`,
            );
          }),
          i.map((w) => r(sg, { alias: w, radius: g(w), ...h(w.alias) }, w.alias)),
          df(y, v, o).map(({ text: w, suspicious: x, x: T, y: C }) =>
            r('text', { class: x ? 'suspicious' : '', x: T, y: C, children: w }, `${T} ${C}`),
          ),
        ],
      }),
  });
}
function sg({ alias: e, radius: t, x: n, y: o }) {
  return r('g', {
    class: e.suspicious ? 'suspicious' : '',
    children: [
      r('title', { children: `${rt(e.alias)}: ${le(e.events, 'event')}` }),
      r('circle', { cx: n, cy: o, r: t }),
    ],
  });
}
function ag(e) {
  return e === 2 ? 64 : e <= 6 ? 190 : e > vs ? 340 : 260;
}
function ug(e) {
  return `${le(e.length, 'alias', 'aliases')}, joined by events that name several of them; the table below lists them`;
}
var xr = 500,
  cg = 120;
function vf({ open: e, text: t, loaded: n, alarming: o, onMore: i }) {
  let { data: l, from: s, error: u } = n,
    f = l?.profiles.filter(({ suspicious: g }) => !g),
    d = hc(f && [...o, ...f], s),
    h = d.value ?? [];
  return r(H, {
    children: [
      r('div', {
        class: 'profiles-search',
        hidden: l?.total === 0,
        children: [
          r(_r, {
            label: 'Alias',
            placeholder: 'Find an alias',
            value: t,
            isMain: !0,
            onChange: (g) => ft({ text: g }),
          }),
          r('p', { class: 'muted', role: 'status', children: l !== void 0 && fg(l, t !== '') }),
        ],
      }),
      r(Fe, { message: u }),
      l?.total === 0 &&
        r(vt, {
          needsEvent: !0,
          title: 'No profiles yet',
          children: r('p', {
            children:
              'Each event identifies its customer by aliases. Events that share an alias belong to one profile, and appear here as one.',
          }),
        }),
      l !== void 0 &&
        l.total > 0 &&
        l.profiles.length === 0 &&
        r(Xr, {
          text: 'No profile has a matching alias.',
          button: 'Show all',
          onClick: () => ft({ text: void 0 }),
        }),
      r('ul', {
        class: 'profile-lines',
        role: 'list',
        'data-main-list': !0,
        onKeyDown: mi,
        ...d.handlers,
        children: h.map((g) => r(dg, { profile: g, isOpen: g.id === e }, g.id)),
      }),
      l !== void 0 &&
        l.next !== null &&
        r('div', {
          class: 'more-lines muted',
          children:
            h.length >= xr
              ? 'To find older profiles, search for an alias.'
              : r('button', { type: 'button', onClick: i, children: 'Show more' }),
        }),
    ],
  });
}
function fg({ total: e, next: t, profiles: n }, o) {
  return o ? `${n.length}${t === null ? '' : '+'} of ${le(e, 'profile')}` : le(e, 'profile');
}
function dg({ profile: e, isOpen: t }) {
  let { id: n, name: o, aliasCount: i, events: l, lastAt: s, suspicious: u } = e;
  return r('li', {
    children: r('a', {
      class: 'profile-line',
      href: ye('profiles', n, Object.fromEntries(De.value.query)),
      'aria-current': t ? 'true' : void 0,
      'data-id': n,
      children: [
        r('span', {
          class: 'profile-title',
          children: [
            r('span', { class: 'clip', children: _s(o) }),
            u && r('span', { class: 'mark refused', children: 'suspicious' }),
          ],
        }),
        r('span', {
          class: 'muted',
          children: [
            le(i, 'alias', 'aliases'),
            ' \xB7 ',
            le(l, 'event'),
            ' \xB7',
            ' ',
            r(Be, { at: s }),
          ],
        }),
      ],
    }),
  });
}
function _s(e) {
  return ce(rt(e.replace(/^urn:email:(?=.)/s, '')), cg) || 'No alias';
}
var ws = 200,
  bs = 5;
function _f({ id: e }) {
  let { data: t, error: n } = ge({ path: 'profiles/*', id: e });
  if (n !== void 0) return r(Fe, { message: n });
  if (t === void 0) return r('div', { class: 'profile' });
  let { name: o, aliases: i, links: l, properties: s, events: u, aliasCount: f, eventCount: d } = t,
    h = _s(o);
  return r('article', {
    class: 'profile',
    'aria-label': h,
    children: [
      r('header', {
        class: 'profile-head',
        children: [
          r(mt, { icon: 'close', label: 'Close', class: 'quiet', onClick: () => kn(void 0) }),
          r('h2', { children: h }),
          r('span', {
            class: 'muted',
            children: [le(f, 'alias', 'aliases'), ', ', le(d, 'event')],
          }),
        ],
      }),
      r(pg, { aliases: i.filter(({ suspicious: g }) => g) }),
      r('section', {
        class: 'card',
        children: [
          r('h3', { children: 'Aliases' }),
          r(yf, { aliases: i, links: l }),
          r(mg, { aliases: i }),
          r(kl, { what: 'most connected', shown: i.length, total: f }),
        ],
      }),
      r('section', {
        class: 'card',
        children: [
          r('h3', { children: 'Current properties' }),
          r(pn, { value: s, path: '', marks: [] }),
        ],
      }),
      r('section', {
        class: 'card',
        children: [
          r('h3', { children: 'Events, newest first' }),
          r(hg, { events: u }),
          r(kl, { what: 'newest', shown: u.length, total: d }),
        ],
      }),
    ],
  });
}
function pg({ aliases: e }) {
  return e.length === 0
    ? null
    : r('div', {
        class: 'suspicion',
        children: [
          r(pt, { name: 'alert' }),
          r('div', {
            children: [
              r('h3', { children: 'This may be several customers in one profile' }),
              r('ul', {
                role: 'list',
                children: e
                  .slice(0, bs)
                  .map(({ alias: t, reason: n }) =>
                    r('li', { children: [r('code', { children: ce(Ve(t), ws) }), ': ', n] }, t),
                  ),
              }),
              e.length > bs &&
                r('p', {
                  children: ['And ', ee(e.length - bs), ' more: see the table of aliases.'],
                }),
              r('p', {
                children: [
                  'Converge never undoes a merge. An alias must belong to one customer only. Never build one from a value that customers share, such as ',
                  r('code', { children: 'guest' }),
                  ', the shop\u2019s own address, an empty field or a cached response.',
                ],
              }),
            ],
          }),
        ],
      });
}
function mg({ aliases: e }) {
  return r('table', {
    class: 'table alias-table',
    children: [
      r(En, { columns: ['Alias', 'Events', 'Emails'] }),
      r('tbody', {
        children: e.map(({ alias: t, events: n, emails: o, suspicious: i }) =>
          r(
            'tr',
            {
              children: [
                r('th', {
                  scope: 'row',
                  children: [
                    r('a', {
                      href: ye('logs', void 0, { alias: t }),
                      children: r('code', { children: ce(Ve(t), ws) }),
                    }),
                    i && r('span', { class: 'mark refused', children: 'suspicious' }),
                  ],
                }),
                r('td', { children: ee(n) }),
                r('td', { children: ee(o) }),
              ],
            },
            t,
          ),
        ),
      }),
    ],
  });
}
function hg({ events: e }) {
  return r('ol', {
    class: 'timeline',
    role: 'list',
    children: e.map(({ number: t, eventName: n, eventTime: o, receivedAt: i, outcome: l }) =>
      r(
        'li',
        {
          children: [
            r(Be, { at: o ?? i }),
            r('a', {
              dir: 'auto',
              href: ye('logs', t),
              children: n === null ? 'No event name' : ce(Ve(n), ws),
            }),
            l !== 'accepted' && r(Ot, { outcome: l }),
          ],
        },
        t,
      ),
    ),
  });
}
var bf = 100;
function wf() {
  let { id: e, query: t } = De.value,
    [n, o] = X(bf),
    i = t.get('text') ?? '',
    l = ge({ path: 'profiles', query: { text: i, limit: n } }),
    s = ge({ path: 'profiles', query: { text: i, suspicious: 'true' } }),
    u = e !== void 0 && Fo.value,
    f = Pe(null),
    d = Pe(e);
  ie(() => {
    (e === void 0 &&
      d.current !== void 0 &&
      f.current?.querySelector(`[data-id="${CSS.escape(d.current)}"]`)?.focus(),
      (d.current = e));
  }, [e]);
  let h = Pe(void 0);
  return (
    ie(() => {
      if (e === void 0 || e === h.current || l.data === void 0) return;
      let g = f.current?.querySelector('.profile-line[aria-current]');
      if (g) g.scrollIntoView({ block: 'nearest' });
      else if (l.data.next !== null && n < xr) return o(xr);
      h.current = e;
    }, [e, l.data]),
    r('div', {
      class: `profiles ${e === void 0 ? '' : 'open'}`,
      children: [
        r('section', {
          ref: f,
          class: 'profiles-list',
          'aria-label': 'Profiles',
          inert: u,
          children: r(vf, {
            open: e,
            text: i,
            loaded: l,
            alarming: s.data?.profiles ?? [],
            onMore: () => o(Math.min(xr, n + bf)),
          }),
        }),
        e === void 0
          ? r('p', {
              class: 'profiles-hint muted',
              children: 'Choose a profile to see its aliases, properties and events.',
            })
          : r(_f, { id: e }),
      ],
    })
  );
}
function Sf() {
  return r('div', {
    role: 'alert',
    children:
      un.value === 'lost' &&
      r('div', {
        class: 'banner lost',
        children: [
          r(pt, { name: 'alert' }),
          r('p', {
            children: [
              r('b', { children: 'The sandbox cannot be reached.' }),
              ' Is it still running? Start it again with',
              ' ',
              r('code', { children: 'npx nestjs-converge sandbox' }),
              '. This page reconnects by itself.',
            ],
          }),
        ],
      }),
  });
}
var gg = [
    [['/'], 'Go to the search field'],
    [['\u2191', '\u2193'], 'Go through the requests or profiles'],
    [['Page Up', 'Page Down', 'Home', 'End'], 'Go further through them'],
    [['Enter'], 'Open the chosen one'],
    [['Esc'], 'Close the open one, or clear the search field'],
    [['\u2190', '\u2192'], 'Go to the next view or tab, with the focus on one'],
    [['?'], 'Show these shortcuts'],
  ],
  yg = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
function xf() {
  let e = Qn();
  return (
    ie(() => {
      let t = (n) => {
        n.defaultPrevented ||
          n.ctrlKey ||
          n.metaKey ||
          n.altKey ||
          (n.key === '?' && !Ss(n, 'input, textarea, select, dialog')
            ? (n.preventDefault(), e.open())
            : vg(n));
      };
      return (
        document.addEventListener('keydown', t),
        () => document.removeEventListener('keydown', t)
      );
    }, []),
    r(H, {
      children: [
        r(mt, {
          icon: 'help',
          label: 'Keyboard shortcuts',
          class: 'quiet',
          'aria-haspopup': 'dialog',
          'aria-keyshortcuts': '?',
          onClick: e.open,
        }),
        r(vi, {
          dialog: e,
          title: 'Keyboard shortcuts',
          children: r('dl', {
            class: 'shortcuts',
            children: gg.map(([t, n]) =>
              r(
                'div',
                {
                  children: [
                    r('dt', { children: t.map((o) => r('kbd', { children: o }, o)) }),
                    r('dd', { children: n }),
                  ],
                },
                n,
              ),
            ),
          }),
        }),
      ],
    })
  );
}
function vg(e) {
  if (e.key === '/' && !Ss(e, 'input, textarea, select, dialog')) {
    let t = document.querySelector('[data-main-search]');
    if (t === null) return;
    (e.preventDefault(), t.focus(), t.select());
  } else if (e.key === 'Escape' && !Ss(e, 'dialog, select')) De.value.id !== void 0 && kn(void 0);
  else if (yg.includes(e.key) && e.target === document.body) {
    let t = document.querySelector('[data-main-list]');
    if (t === null) return;
    e.preventDefault();
    let { key: n } = e;
    (t.focus(),
      t.dispatchEvent(new KeyboardEvent('keydown', { key: n, bubbles: !0, cancelable: !0 })));
  }
}
function Ss({ target: e }, t) {
  return e instanceof HTMLElement && e.closest(t) !== null;
}
var xs = {
    logs: 'Logs',
    shop: 'Shop',
    warnings: 'Warnings',
    profiles: 'Profiles',
    delivery: 'Delivery',
    validate: 'Validate',
  },
  kf = 99,
  _g = { connecting: 'Connecting', live: 'Live', lost: 'Sandbox unreachable' };
function Ef() {
  return r('header', {
    class: 'header',
    children: [
      r('div', {
        class: 'brand',
        children: [
          r('svg', {
            class: 'logo',
            viewBox: '0 0 16 16',
            'aria-hidden': 'true',
            children: [
              r('rect', { width: '16', height: '16', rx: '4' }),
              r('path', { d: 'M4 4l4 4-4 4M9 8h3' }),
            ],
          }),
          r('h1', { children: 'Converge sandbox' }),
          r(wg, {}),
        ],
      }),
      r('nav', {
        class: 'navigation',
        'aria-label': 'Views',
        onKeyDown: mi,
        children: gl
          .filter((e) => e !== 'shop' || sr.value !== void 0)
          .map((e) =>
            r(
              'a',
              {
                href: ye(e),
                'aria-current': De.value.view === e ? 'page' : void 0,
                children: [xs[e], ' ', e === 'profiles' && r(bg, {})],
              },
              e,
            ),
          ),
      }),
      r('div', {
        class: 'header-end',
        children: [
          r('span', { class: `connection ${un.value}`, role: 'status', children: _g[un.value] }),
          r(Vc, {}),
          r(xf, {}),
          r(yc, {}),
        ],
      }),
    ],
  });
}
function bg() {
  let { data: e } = ge({ path: 'about' }),
    t = e?.suspiciousProfiles ?? 0;
  return t === 0
    ? null
    : r('span', {
        class: 'badge',
        title: `${ee(t)} suspicious`,
        children: [
          t > kf ? `${kf}+` : t,
          r('span', { class: 'off-screen', children: ' suspicious' }),
        ],
      });
}
function wg() {
  let e = Qn(),
    { data: t } = ge({ path: 'about' });
  return r(H, {
    children: [
      r('button', {
        type: 'button',
        class: 'simulation',
        'aria-haspopup': 'dialog',
        title: 'This is not Converge: see what is simulated',
        onClick: e.open,
        children: 'Simulation',
      }),
      r(vi, {
        dialog: e,
        title: 'This is a local simulation, not Converge',
        children: [
          r('p', {
            children:
              'Requests are checked against Converge\u2019s documentation. Everything else is simulated and may differ from Converge:',
          }),
          r('ul', {
            class: 'notes',
            children: t?.simulated.map((n) => r('li', { children: n }, n)),
          }),
          t !== void 0 &&
            r('p', {
              class: 'muted',
              children: [
                'The newest ',
                t.maxEvents.toLocaleString('en'),
                ' events are kept',
                ' ',
                t.isOnDisk ? 'on disk' : 'in memory, until the sandbox stops',
                '.',
              ],
            }),
        ],
      }),
    ],
  });
}
var Tf = 200;
function Ei({ name: e, id: t }) {
  return r('span', {
    class: 'shop-name',
    children: [
      r('b', { children: e === null ? 'no event name' : ce(Ve(e), Tf) }),
      ' ',
      r('code', { children: t === null ? 'no event_id' : ce(rt(t), Tf) }),
    ],
  });
}
var Sg = 30;
function Mf() {
  let { data: e, error: t } = ge({ path: 'requests', query: { limit: Sg } });
  return r('section', {
    class: 'card shop-arrivals',
    'aria-labelledby': 'arrived',
    children: [
      r('h2', { id: 'arrived', children: 'Arrived' }),
      r(Fe, { message: t }),
      e?.requests.length === 0 &&
        r('p', { class: 'muted', children: 'No request has arrived yet.' }),
      r('ul', {
        class: 'shop-list',
        role: 'list',
        children: e?.requests.map((n) => {
          let {
            number: o,
            eventName: i,
            eventId: l,
            outcome: s,
            receivedAt: u,
            amount: f,
            currency: d,
          } = n;
          return r(
            'li',
            {
              children: [
                r(Ei, { name: i, id: l }),
                r(Ot, { outcome: s }),
                r('span', {
                  class: 'shop-note',
                  children: [r(Be, { at: u }), f !== null && r('span', { children: Jr(f, d) })],
                }),
                r('a', { href: ye('logs', o), children: ['#', o] }),
              ],
            },
            o,
          );
        }),
      }),
    ],
  });
}
var ks = [
  { state: 'pending', label: 'pending', hint: 'Recorded, to be sent next', colour: '' },
  { state: 'leased', label: 'being sent', hint: 'A process sends it now', colour: 'duplicate' },
  {
    state: 'waiting',
    label: 'waiting',
    hint: 'An attempt failed; the next one comes later',
    colour: 'warned',
  },
  {
    state: 'dead',
    label: 'dead letters',
    hint: 'Not tried again; outbox replay sends those again that are valid',
    colour: 'refused',
  },
  { state: 'held', label: 'held', hint: 'Recorded for another endpoint or token', colour: 'fault' },
];
function Cf(e) {
  let t = ks.find((n) => n.state === e);
  return e === 'dead' ? { ...t, label: 'dead letter' } : t;
}
function Pf({ shop: { events: e, counts: t } }) {
  let n = Tg(),
    o = e.filter(({ state: s }) => s === 'dead'),
    i = e.filter(({ state: s }) => s !== 'dead'),
    l = t.pending + t.leased + t.waiting + t.held;
  return r(H, {
    children: [
      r('section', {
        class: 'card',
        'aria-labelledby': 'undelivered',
        children: [
          r('h2', { id: 'undelivered', children: 'In the outbox' }),
          i.length === 0
            ? r('p', {
                class: 'muted',
                children: 'Empty: all recorded events are delivered or dead letters.',
              })
            : r(Af, { events: i, total: l, now: n }),
        ],
      }),
      o.length > 0 &&
        r('section', {
          class: 'card',
          'aria-labelledby': 'dead-letters',
          children: [
            r('h2', { id: 'dead-letters', children: 'Dead letters' }),
            r(Af, { events: o, total: t.dead, now: n }),
          ],
        }),
    ],
  });
}
function Af({ events: e, total: t, now: n }) {
  return r(H, {
    children: [
      r('ul', {
        class: 'shop-list',
        role: 'list',
        children: e.map((o) => r(xg, { event: o, now: n }, o.id)),
      }),
      t > e.length &&
        r('p', { class: 'muted', children: ['The newest ', ee(e.length), ' of ', ee(t), '.'] }),
    ],
  });
}
function xg({ event: e, now: t }) {
  let { eventName: n, eventId: o, state: i, recordedAt: l, requestNumber: s, reason: u } = e,
    { label: f, colour: d } = Cf(i);
  return r('li', {
    children: [
      r(Ei, { name: n, id: o }),
      r('span', { class: `mark ${d}`, children: f }),
      r('span', {
        class: 'shop-note',
        children: [
          r('span', { children: ['recorded ', r(Be, { at: l })] }),
          Eg(e, t).map((h) => r('span', { children: h }, h)),
        ],
      }),
      s !== null && r('a', { href: ye('logs', s), children: ['#', s] }),
      u !== null && r(kg, { text: u }),
    ],
  });
}
function kg({ text: e }) {
  let { head: t, items: n } = qa(e);
  return r('div', {
    class: 'shop-reason',
    children: [
      t,
      n.length > 0 && r('ul', { children: n.map((o, i) => r('li', { children: o }, i)) }),
    ],
  });
}
function Eg({ attempts: e, dueAt: t }, n) {
  let o = e === 0 ? [] : [`${le(e, 'attempt')} failed`],
    i = t === null ? void 0 : Date.parse(t) - n,
    l = i === void 0 ? [] : [i <= 0 ? 'next now' : `next in ${Rt(Math.ceil(i / 1e3) * 1e3)}`];
  return [...o, ...l];
}
function Tg() {
  let [e, t] = X(Date.now());
  return (
    ie(() => {
      let n = setInterval(() => t(Date.now()), 1e3);
      return () => clearInterval(n);
    }, []),
    e
  );
}
function Lf() {
  let e = sr.value,
    { data: t } = ge({ path: 'about' });
  return e === void 0
    ? t?.outbox !== null
      ? null
      : r(vt, {
          title: 'No outbox is shown',
          children: r('p', {
            children: [
              'Start the sandbox with ',
              r('code', { children: '--outbox <file>' }),
              ' to see the events that your application has recorded and not delivered yet.',
            ],
          }),
        })
    : e.file === 'missing'
      ? r(Mg, { path: e.path })
      : r('div', {
          class: 'shop',
          children: [
            r('section', {
              class: 'shop-outbox',
              'aria-label': 'Outbox',
              tabIndex: 0,
              children:
                e.file === 'unreadable'
                  ? r('p', { class: 'load-error', role: 'alert', children: e.problem })
                  : r(H, {
                      children: [
                        r(Cg, { counts: e.counts }),
                        r(Ag, { shop: e }),
                        r(Pf, { shop: e }),
                      ],
                    }),
            }),
            r(Mf, {}),
          ],
        });
}
function Mg({ path: e }) {
  return r(vt, {
    title: 'Waiting for your application',
    children: [
      r('p', {
        children: [
          'There is no outbox at ',
          r('code', { children: e }),
          ' yet. It appears here when the application makes it. Start the application with this sandbox:',
        ],
      }),
      r(yi, {}),
      r('p', {
        class: 'muted',
        children: [
          'If it keeps its outbox elsewhere, start the sandbox with ',
          r('code', { children: '--outbox <file>' }),
          '. With ',
          r('code', { children: "outbox: 'memory'" }),
          ', there is no file to show.',
        ],
      }),
    ],
  });
}
function Cg({ counts: e }) {
  return r('dl', {
    class: 'totals shop-counts',
    children: ks.map(({ state: t, label: n, hint: o, colour: i }) =>
      r(
        'div',
        {
          class: e[t] > 0 ? i : '',
          title: o,
          children: [r('dt', { children: n }), r('dd', { children: ee(e[t]) })],
        },
        t,
      ),
    ),
  });
}
function Ag({ shop: e }) {
  let { path: t, senders: n, sendsHere: o, counts: i } = e,
    l = i.pending + i.leased + i.waiting + i.held,
    s;
  return (
    n === 0 && l > 0
      ? (s = 'No running process sends these events: start the application.')
      : !o && i.held > 0
        ? (s =
            'The application does not send to this sandbox: its events are for another endpoint or token. Check CONVERGE_ENDPOINT and CONVERGE_TOKEN.')
        : i.pending > 0 &&
          i.leased === 0 &&
          Lg(e.oldestAt) &&
          (s =
            'Nothing is being sent at the moment: the application may have paused after failures or a refused token. Its log says why.'),
    r('div', {
      class: 'shop-status',
      children: [
        r('p', {
          class: 'muted',
          children: [
            n === 0
              ? 'No process sends from'
              : `${le(n, 'process', 'processes')} ${n === 1 ? 'sends' : 'send'} from`,
            ' ',
            r('code', { children: t }),
          ],
        }),
        s !== void 0 && r('p', { class: 'shop-problem', role: 'status', children: s }),
      ],
    })
  );
}
var Pg = 3e3;
function Lg(e) {
  return e !== null && Date.now() - Date.parse(e) > Pg;
}
var Ng = 250,
  Dg = { accepted: 'accepted', 'accepted with warnings': 'warned', refused: 'refused' },
  eo = Ne('');
function Nf() {
  let [e, t] = X(!1),
    n = async (o) => {
      o !== void 0 && (eo.value = await o.text());
    };
  return r('div', {
    class: `validate ${e ? 'over' : ''}`,
    onDragOver: (o) => {
      (o.preventDefault(), t(!0));
    },
    onDragLeave: () => t(!1),
    onDrop: (o) => {
      (o.preventDefault(), t(!1));
      let i = o.dataTransfer?.getData('text/plain');
      i ? (eo.value = i) : n(o.dataTransfer?.files[0]);
    },
    children: [
      r(Rg, { text: eo.value, onFile: n }),
      eo.value.trim() === ''
        ? r(vt, {
            title: 'Validate an event',
            children: r('p', {
              children:
                'Paste the body of a request to see its violations of the contract and the warnings of Converge\u2019s source monitoring.',
            }),
          })
        : r('section', {
            class: 'validate-result',
            'aria-label': 'Verdict',
            'aria-live': 'polite',
            children: r(Og, { text: eo.value }),
          }),
    ],
  });
}
function Rg({ text: e, onFile: t }) {
  let n = Pe(null);
  return r('div', {
    class: 'validate-input',
    children: [
      r('div', {
        class: 'card-head',
        children: [
          r('h2', { children: r('label', { for: 'validate-body', children: 'JSON body' }) }),
          r('button', {
            type: 'button',
            onClick: () => n.current?.click(),
            children: 'Open a file',
          }),
          r('input', {
            ref: n,
            type: 'file',
            accept: '.json,application/json',
            hidden: !0,
            onChange: ({ currentTarget: o }) => {
              t(o.files?.[0]);
            },
          }),
          r('button', {
            type: 'button',
            disabled: e === '',
            onClick: () => (eo.value = ''),
            children: 'Clear',
          }),
        ],
      }),
      r('textarea', {
        id: 'validate-body',
        value: e,
        placeholder: 'Paste or drop the body of a request',
        spellcheck: !1,
        autocomplete: 'off',
        'data-main-search': !0,
        onInput: ({ currentTarget: o }) => (eo.value = o.value),
      }),
      r('p', { class: 'muted', children: 'Checked like a real request, never stored.' }),
    ],
  });
}
function Og({ text: e }) {
  let t = $g(e),
    { result: n, error: o } = Fg('error' in t ? '' : e);
  if ('error' in t)
    return r('div', {
      class: 'verdict refused',
      children: [r('h2', { children: 'Not JSON' }), r('p', { children: t.error })],
    });
  if (n === void 0) return r(Fe, { message: o });
  let { verdict: i, violations: l, warnings: s, eventName: u, inSpec: f } = n;
  return r(H, {
    children: [
      r('div', {
        class: `verdict ${Dg[i]}`,
        children: [
          r('h2', { children: i }),
          r('p', {
            children: [
              u === null ? 'Without an event name' : r('b', { children: u }),
              u !== null && (f ? ', an event of Converge\u2019s spec' : ', a custom event'),
            ],
          }),
        ],
      }),
      r(Si, { violations: l, warnings: s, event: t.value }),
      r('section', {
        class: 'detail-section',
        children: [
          r('h3', { children: 'Parsed event' }),
          r(pn, { value: t.value, path: '', marks: bi(n) }),
        ],
      }),
    ],
  });
}
function $g(e) {
  try {
    return { value: JSON.parse(e) };
  } catch (t) {
    return { error: t.message };
  }
}
function Fg(e) {
  let [t, n] = X({});
  return (
    ie(() => {
      if (e === '') return n({});
      let o = new AbortController(),
        i = setTimeout(() => {
          Dt('validate', { method: 'POST', body: e, signal: o.signal }).then(
            (l) => n({ result: l }),
            (l) => {
              o.signal.aborted || n({ error: l.message });
            },
          );
        }, Ng);
      return () => {
        (clearTimeout(i), o.abort());
      };
    }, [e]),
    t
  );
}
var Ig = 120;
function Of() {
  let { data: e, error: t } = ge({ path: 'coverage' });
  return e === void 0 || t !== void 0
    ? r(Fe, { message: t })
    : e.length === 0
      ? r(vt, {
          needsEvent: !0,
          title: 'No events yet',
          children: r('p', {
            children:
              'When events arrive, this table shows how often they have each required and optional field of Converge\u2019s spec.',
          }),
        })
      : r(H, {
          children: [
            r('p', {
              class: 'lead',
              children: 'How often events had each field of Converge\u2019s spec.',
            }),
            e.map((n) => r(qg, { event: n }, n.eventName)),
          ],
        });
}
function qg({ event: e }) {
  let { eventName: t, inSpec: n, count: o, properties: i, profile_properties: l } = e;
  return r('section', {
    class: 'card',
    children: [
      r('header', {
        class: 'card-head',
        children: [
          r('h2', { dir: 'auto', children: ce(Ve(t), Ig) }),
          r('span', { class: 'muted', children: le(o, 'event') }),
          r(Hg, { event: e }),
        ],
      }),
      !n &&
        r('p', {
          class: 'muted',
          children:
            'A custom event: Converge\u2019s spec has no fields for it. Fields that were sent:',
        }),
      r('div', {
        class: 'coverage-objects',
        children: [
          r(Df, { title: 'properties', fields: i, inSpec: n }),
          r(Df, { title: 'profile_properties', fields: l, inSpec: n }),
        ],
      }),
    ],
  });
}
function Hg({ event: e }) {
  let { inSpec: t, properties: n, profile_properties: o } = e;
  if (!t) return r('span', { class: 'mark plain', children: 'custom' });
  let i = [...n, ...o].filter(Es).length;
  return i === 0
    ? r('span', { class: 'mark accepted', children: 'all required fields sent' })
    : r('span', { class: 'mark refused', children: [le(i, 'required field'), ' not always sent'] });
}
function Df({ title: e, fields: t, inSpec: n }) {
  let o = t.filter(({ isRequired: l, sent: s }) => !l && s === 'never'),
    i = t.filter((l) => !o.includes(l)).sort((l, s) => Rf(s) - Rf(l));
  return r('div', {
    children: [
      r('h3', { children: r('code', { children: e }) }),
      i.length === 0
        ? r('p', { class: 'muted', children: 'Nothing was sent.' })
        : r('table', {
            class: 'table coverage',
            children: [
              r(En, { columns: ['Field', 'Sent'], class: 'off-screen' }),
              r('tbody', {
                children: i.map((l) => r(Vg, { field: l, isOwn: n && !l.inSpec }, l.name)),
              }),
            ],
          }),
      o.length > 0 &&
        r('details', {
          class: 'unused',
          children: [
            r('summary', { children: [o.length, ' optional, never sent'] }),
            r('p', { children: o.map(({ name: l }) => r('code', { children: l }, l)) }),
          ],
        }),
    ],
  });
}
function Vg({ field: e, isOwn: t }) {
  let { name: n, isRequired: o, sent: i, count: l, of: s } = e,
    u = s === 0 ? 0 : l / s,
    f = Es(e);
  return r('tr', {
    children: [
      r('th', {
        scope: 'row',
        children: [
          r('code', { children: n }),
          o && r('span', { class: 'tag', children: 'required' }),
          t && r('span', { class: 'tag own', children: 'custom' }),
        ],
      }),
      r('td', {
        class: f ? 'lacking' : '',
        children: [
          r(Qr, { share: u, kind: f ? 'refused' : o ? 'accepted' : 'plain' }),
          r('span', { title: `${ee(l)} of ${ee(s)}`, children: i === 'sometimes' ? To(u) : i }),
        ],
      }),
    ],
  });
}
function Es({ isRequired: e, sent: t }) {
  return e && t !== 'always';
}
function Rf(e) {
  return Number(e.isRequired) + Number(Es(e));
}
var Bg = 120;
function $f() {
  return r('div', {
    class: 'page-column',
    children: r(qo, {
      label: 'Warnings',
      chosen: De.value.query.get('show') ?? 'flagged',
      onChoose: (e) => ft({ show: e === 'flagged' ? void 0 : e }),
      tabs: [
        { id: 'flagged', label: 'Flagged', content: () => r(Ug, {}) },
        { id: 'coverage', label: 'Spec coverage', content: () => r(Of, {}) },
      ],
    }),
  });
}
function Ug() {
  let { data: e, error: t } = ge({ path: 'warnings' });
  if (e === void 0 || t !== void 0) return r(Fe, { message: t });
  if (e.length === 0) return r(zg, {});
  let n = e.filter(({ rule: o }) => o !== wi);
  return r(H, {
    children: [
      r('p', {
        class: 'lead',
        children:
          'Converge accepts these events, but they lack fields that its spec requires, or have values that its source monitoring flags.',
      }),
      [...Map.groupBy(n, ({ eventName: o }) => o)].map(([o, i]) =>
        r(
          'section',
          {
            class: 'card',
            children: [
              r('h2', { dir: 'auto', children: ce(Ve(o), Bg) }),
              r('table', {
                class: 'table flagged',
                children: [
                  r(En, { columns: ['Property', 'How often', 'Last seen', 'Example'] }),
                  r('tbody', {
                    children: i.map((l) => r(Wg, { group: l }, `${l.path} ${l.rule}`)),
                  }),
                ],
              }),
            ],
          },
          o,
        ),
      ),
    ],
  });
}
function Wg({ group: e }) {
  let { count: t, events: n, share: o, lastAt: i, exampleNumber: l } = e;
  return r('tr', {
    children: [
      r('th', { scope: 'row', children: r(ms, { finding: e }) }),
      r('td', {
        children: [
          r(Qr, { share: o, kind: 'warned' }),
          le(n, 'event'),
          t > n && `, ${ee(t)} times`,
          r('span', { class: 'muted', children: [' (', To(o), ')'] }),
        ],
      }),
      r('td', { children: r(Be, { at: i }) }),
      r('td', { children: r('a', { href: ye('logs', l), children: ['#', l] }) }),
    ],
  });
}
function zg() {
  let { data: e } = ge({ path: 'about' }),
    t = e?.outcomes.accepted ?? 0,
    n =
      'values that its source monitoring flags: a missing item price, or an invalid email, phone number or country code.';
  return t === 0
    ? r(vt, {
        title: 'Nothing yet',
        needsEvent: !0,
        children: r('p', {
          children: [
            'This table lists events that lack a field that Converge\u2019s spec requires, or have ',
            n,
          ],
        }),
      })
    : r(vt, {
        title: 'Nothing to flag',
        children: r('p', {
          children: [
            'None of ',
            le(t, 'event'),
            ' lacks a field that Converge\u2019s spec requires, or has',
            ' ',
            n,
          ],
        }),
      });
}
var jg = { logs: af, shop: Lf, warnings: $f, profiles: wf, delivery: Nc, validate: Nf };
function Gg() {
  let { view: e } = De.value,
    t = jg[e];
  return (
    ie(() => {
      document.title = `${xs[e]} \xB7 Converge sandbox`;
    }, [e]),
    r(H, {
      children: [
        r(Ef, {}),
        r(Sf, {}),
        r(Pc, {}),
        r('main', { class: `main ${e}`, children: r(t, {}, e) }),
        r(Uc, {}),
        r(Tc, {}),
      ],
    })
  );
}
var Ff = document.getElementById('page');
Ff !== null && ma(r(Gg, {}), Ff);
Ac();
$a();
