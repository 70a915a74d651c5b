" vim -es -u NONE -S fix.vim FILE
