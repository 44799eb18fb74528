# The workstation's program as a Debian package: cpack --config build/native-tree/CPackConfig.cmake.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lesionlens)
set(CPACK_PACKAGE_VENDOR "LesionLens")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Trains, evaluates and looks into networks that read dermoscopy")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Research and education only. Not a medical device; not for diagnosis.
 The program lesionlens and the networks that ship with it. The networks are licensed CC BY-NC 4.0.")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "LesionLens maintainers <nobody@invalid.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# The libraries that the program is linked with, by the packages that hold them.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
