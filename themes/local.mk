# The first theme is the default. All are compiled in, and installed as examples to start from.
THEMES = \
	themes/dark.theme \
	themes/light.theme \
	themes/colorblind.theme \
	themes/mono.theme \
	themes/harbour.theme \
	themes/high-contrast.theme \
	themes/solarized.theme \
	themes/gruvbox.theme \
	themes/nord.theme \
	themes/dracula.theme
themedir = $(pkgdatadir)/themes
dist_theme_DATA = $(THEMES)
EXTRA_DIST += themes/embed.awk
CLEANFILES += themes/builtin_themes.c

themes/builtin_themes.c: $(THEMES) themes/embed.awk themes/local.mk
	$(AM_V_at)$(MKDIR_P) themes
	$(AM_V_GEN)output=`pwd`/$@ && cd $(srcdir) && \
		$(AWK) -f themes/embed.awk $(THEMES) >$$output.new && mv $$output.new $$output
