# The manual is made from its text and from the program's own tables of options and keys.
noinst_PROGRAMS += doc/mkmanual
doc_mkmanual_SOURCES = doc/mkmanual.c
doc_mkmanual_LDADD = $(TUI_LIBS)

# So are the completions of bash.
noinst_PROGRAMS += doc/mkcompletion
doc_mkcompletion_SOURCES = doc/mkcompletion.c
doc_mkcompletion_LDADD = $(TUI_LIBS)

bashcompletiondir = $(datadir)/bash-completion/completions
nodist_bashcompletion_DATA = doc/driftop
CLEANFILES += doc/driftop doc/driftop.new

doc/driftop: doc/mkcompletion$(EXEEXT)
	$(AM_V_GEN)doc/mkcompletion$(EXEEXT) >$@.new && mv $@.new $@

# The pictures of README, drawn by the program itself: the simulated fleet at one moment. Look at
# what changed before you keep it.
PICTURES = fleet tenant dimension map
PICTURE = LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/nonexistent ./driftop$(EXEEXT) snapshot demo: --utc \
	--config=/dev/null --now 2026-11-22T14:30:15Z --format svg
pictures: driftop$(EXEEXT)
	for screen in $(PICTURES); do \
		$(PICTURE) --screen $$screen --size 120x35 >$(srcdir)/doc/$$screen.svg.new && \
		mv $(srcdir)/doc/$$screen.svg.new $(srcdir)/doc/$$screen.svg || exit; \
	done
.PHONY: pictures

man1_MANS = doc/driftop.1
EXTRA_DIST += doc/HACKING.md doc/PERFORMANCE.md doc/VERDICT.md doc/driftop.1.in \
	doc/driftop-route.service doc/fleet.svg doc/tenant.svg doc/dimension.svg doc/map.svg
CLEANFILES += doc/driftop.1 doc/driftop.1.new

doc/driftop.1: doc/driftop.1.in doc/mkmanual$(EXEEXT)
	$(AM_V_GEN)doc/mkmanual$(EXEEXT) <$(srcdir)/doc/driftop.1.in >$@.new && mv $@.new $@
